"""Many channels in one process: whatever befalls one, the others do not notice."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web

from actions.commune import Commune
from bot.app import _deliveries
from bot.channels.contract import Batch, ChannelClosed, Refused, Throttled, TryAgain
from bot.channels.services import SERVICES, configured_services
from bot.delivery import Deliveries, Delivery
from bot.errors import OperatorError
from bot.process import channel_runner
from bot.process.channel_runner import ChannelRunners
from bot.process.readiness import Readiness
from bot.settings.organisation import load_organisation
from bot.settings.settings import Settings
from bot.tasks.worker import TaskContext, run_due_tasks
from domain.messages.message import Outgoing
from storage import tasks
from storage.messages import outbox
from tests.bot.quiet import Quiet
from tests.bot.service import NOON, Service, StandingClock
from web.server import serve

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from bot.channels.contract import HandleUpdate
    from bot.process.intake import Intake
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

LEFT, RIGHT = "left", "right"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_runner, "PAUSES", (0.01, 0.02))
    monkeypatch.setattr(channel_runner, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(channel_runner, "WATCH_SECONDS", 0.01)


class Phone(Quiet):
    """A channel whose service a test opens, posts from and breaks."""

    def __init__(self, name: str, *troubles: Exception) -> None:
        self.name = name
        self.bot_name = f"bot of {name}"
        self.webhook_path = f"/{name}"
        self.troubles = list(troubles)
        self.opened = 0
        self.received: list[Exception] = []
        """What receiving comes to, each time it is begun; then it waits for ever."""
        self.address = ""
        self.unready: list[Exception] = []
        """What setting the address comes to, each time."""

    async def open(self) -> None:
        self.opened += 1
        if self.troubles:
            raise self.troubles.pop(0)

    async def set_webhook(self, url: str) -> None:
        if self.unready:
            raise self.unready.pop(0)
        if self.address:
            raise Refused("bad address")
        self.address = url

    def routes(self, take: HandleUpdate) -> list[web.RouteDef]:
        async def receive(_request: web.Request) -> web.Response:
            return web.Response(text=self.name)

        return [web.post(self.webhook_path, receive)]

    async def receive(self) -> AsyncGenerator[Batch, None]:
        if self.received:
            raise self.received.pop(0)
        yield Batch((), self.close)
        await asyncio.Event().wait()


class Town:
    """Running channel runners."""

    def __init__(self, *phones: Phone) -> None:
        self.names: dict[str, str] = {}
        self.runners = ChannelRunners(phones, self.names, patience=0.05)
        self.heard: list[str] = []

    async def hear(self, channel: Any) -> None:
        async for _batch in channel.receive():
            self.heard.append(channel.name)

    async def until(self, what: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not what():
                await asyncio.sleep(0.005)


@asynccontextmanager
async def going(*phones: Phone, url: str = "") -> AsyncIterator[Town]:
    town = Town(*phones)
    loop = asyncio.get_running_loop()
    work = [loop.create_task(town.runners.open({}, url))]
    if url:
        work.append(loop.create_task(town.runners.watch()))
    else:
        work.append(loop.create_task(town.runners.listen(town.hear)))
    try:
        yield town
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


async def test_one_that_does_not_answer_holds_up_nobody() -> None:
    silent = Phone(LEFT, *[TryAgain("nobody there")] * 1000)
    async with going(silent, Phone(RIGHT)) as town:
        await town.until(lambda: town.heard == [RIGHT])
        await town.runners.any_open()
        assert town.runners.is_open(RIGHT)
        assert not town.runners.is_open(LEFT)
        assert town.names == {RIGHT: "bot of right"}
        assert "nobody there" in town.runners.by_name[LEFT].trouble
        silent.troubles.clear()
        await town.until(lambda: town.heard == [RIGHT, LEFT])
        assert town.names == {LEFT: "bot of left", RIGHT: "bot of right"}
        assert town.runners.by_name[LEFT].trouble == ""


async def test_one_that_is_refused_ends_alone(caplog: pytest.LogCaptureFixture) -> None:
    async with going(Phone(LEFT, *[ChannelClosed("a bad token")] * 999), Phone(RIGHT)) as town:
        await town.until(lambda: town.heard == [RIGHT])
        assert "left: closed: a bad token" in caplog.text
        assert town.runners.by_name[LEFT].trouble == "a bad token"
        assert not town.runners.all_closed.is_set()


async def test_one_refusal_is_no_verdict() -> None:
    """A single 401 or 404, or several within seconds: it is asked again, and goes on."""
    left = Phone(LEFT)
    left.received = [ChannelClosed("not found")] * 3
    async with going(left, Phone(RIGHT)) as town:
        await town.until(lambda: LEFT in town.heard)
        assert not town.runners.by_name[LEFT].trouble
        assert not town.runners.closed


async def test_one_that_is_revoked_ends_alone_and_the_last_ends_all() -> None:
    left, right = Phone(LEFT), Phone(RIGHT)
    left.received = [ChannelClosed("revoked")]
    async with going(left, right) as town:
        await town.until(lambda: left.opened and not left.received)
        left.troubles = [ChannelClosed("revoked")] * 999
        await town.until(lambda: town.runners.closed == "revoked" and town.heard == [RIGHT])
        assert not town.runners.all_closed.is_set()
        assert not town.runners.is_open(LEFT)


async def test_the_last_that_is_revoked_ends_all() -> None:
    left = Phone(LEFT)
    left.received = [ChannelClosed("revoked")]
    async with going(left) as town:
        await town.until(lambda: left.opened and not left.received)
        left.troubles = [ChannelClosed("revoked")] * 999
        await town.until(town.runners.all_closed.is_set)
        assert town.runners.closed == "revoked"


async def test_one_that_was_closed_opens_again_by_itself() -> None:
    left, right = Phone(LEFT), Phone(RIGHT)
    left.received = [ChannelClosed("revoked")]
    async with going(left, right) as town:
        await town.until(lambda: left.opened and not left.received)
        left.troubles = [ChannelClosed("revoked")] * 999
        await town.until(lambda: town.runners.closed)
        left.troubles.clear()
        await town.until(lambda: town.runners.is_open(LEFT) and LEFT in town.heard)
        assert not town.runners.by_name[LEFT].trouble


async def test_one_that_was_refused_at_the_start_opens_again_by_itself() -> None:
    left = Phone(LEFT, *[ChannelClosed("a bad token")] * 3)
    async with going(left, Phone(RIGHT)) as town:
        await town.until(lambda: town.runners.is_open(LEFT) and LEFT in town.heard)


async def test_a_fault_of_ours_is_told_and_the_line_listened_to_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    left = Phone(LEFT)
    left.received = [ValueError("somebody's words")]
    async with going(left, Phone(RIGHT)) as town:
        await town.until(lambda: sorted(town.heard) == [LEFT, RIGHT])
        assert "left: receiving failed" in caplog.text
        assert "somebody's words" not in caplog.text


async def test_each_is_told_its_own_address_and_a_refused_one_ends_alone() -> None:
    left, right = Phone(LEFT), Phone(RIGHT)
    left.address = "taken"
    async with going(left, right, url="https://xa.example") as town:
        await town.until(lambda: right.address and town.runners.closed)
        assert right.address == "https://xa.example/right"
        assert "NGHEDAN_PUBLIC_URL" in town.runners.by_name[LEFT].trouble


async def test_an_address_that_cannot_be_set_yet_is_told_until_it_is() -> None:
    """Also while other calls succeed; a service that names a pause is not called sooner."""
    left = Phone(LEFT)
    left.unready = [TryAgain("ill")] * 3 + [Throttled(0.3)]
    async with going(left, Phone(RIGHT), url="https://xa.example") as town:
        await town.until(
            lambda: town.runners.by_name[LEFT].trouble == "does not answer (wait 0.3 s)"
        )
        opened = left.opened
        await town.until(lambda: left.opened > opened + 3)
        assert town.runners.by_name[LEFT].trouble == "does not answer (wait 0.3 s)"
        assert not left.address
        await town.until(lambda: left.address and not town.runners.by_name[LEFT].trouble)
        assert not town.runners.closed


async def test_one_that_is_only_posted_to_notices_that_its_token_was_revoked() -> None:
    left, right = Phone(LEFT), Phone(RIGHT)
    async with going(left, right, url="https://here") as town:
        await town.until(lambda: left.opened > 2 and not town.runners.by_name[LEFT].trouble)
        left.troubles = [TryAgain("cut off")] * 3
        await town.until(lambda: "cut off" in town.runners.by_name[LEFT].trouble)
        await town.until(lambda: not town.runners.by_name[LEFT].trouble)
        left.troubles = [ChannelClosed("revoked")]
        await town.until(lambda: not left.troubles and not town.runners.by_name[LEFT].trouble)
        assert town.runners.is_open(LEFT)
        left.troubles = [ChannelClosed("revoked")] * 999
        await town.until(lambda: town.runners.by_name[LEFT].trouble == "revoked")
        assert not town.runners.is_open(LEFT)
        assert not town.runners.all_closed.is_set()
        right.troubles = [ChannelClosed("revoked, too")] * 999
        await town.until(town.runners.all_closed.is_set)


async def test_posts_to_a_line_that_is_not_open_come_again(intake: Intake) -> None:
    silent = Phone(LEFT, *[TryAgain("nobody there")] * 1000)
    async with going(silent, Phone(RIGHT), url="https://xa.example") as town:
        await town.until(lambda: town.runners.is_open(RIGHT))
        runner = await serve("127.0.0.1", 0, list(town.runners.routes(intake)))
        host, port = runner.addresses[0][:2]
        async with aiohttp.ClientSession(f"http://{host}:{port}") as session:
            for name, status in ((LEFT, 503), (RIGHT, 200)):
                async with session.post(f"/{name}") as answer:
                    assert answer.status == status
            silent.troubles.clear()
            await town.until(lambda: town.runners.is_open(LEFT))
            async with session.post(f"/{LEFT}") as answer:
                assert await answer.text() == LEFT
        await runner.cleanup()


async def test_a_process_is_ready_while_one_channel_works(database: Database) -> None:
    async with going(Phone(LEFT, *[ChannelClosed("a bad token")] * 999), Phone(RIGHT)) as town:
        await town.until(lambda: town.heard == [RIGHT])
        readiness = Readiness(database, StandingClock(), town.runners.by_name.values())
        await town.until(lambda: not town.runners.by_name[RIGHT].trouble)
        assert await readiness.state() == (True, ["left: a bad token"])
        town.runners.by_name[RIGHT].close(ChannelClosed("another"))
        assert await readiness.state() == (False, ["left: a bad token", "right: another"])


def put(*texts: str, channel: str) -> Callable[[Transaction], None]:
    def work(tx: Transaction) -> None:
        for chat, text in enumerate(texts):
            outbox.put(tx, channel=channel, chat=str(chat), now=NOON, message=Outgoing(text))

    return work


async def test_only_who_surely_leads_sends_and_only_where_the_line_is_open(
    database: Database,
) -> None:
    """Checked before each send: another process may lead, and a closed channel sends nothing."""
    service = Service("telegram")
    runners = ChannelRunners([service], {})
    leader: Any = SimpleNamespace(is_sure=True)
    commune = Commune(load_organisation(Path("config")), {}, {})
    deliveries = _deliveries(
        Settings(pace="off"), database, StandingClock(), runners, commune, leader
    )
    run = asyncio.get_running_loop().create_task(deliveries.run())
    await database.transact(put("501", channel="telegram"))
    line = runners.by_name["telegram"]
    for is_open, is_sure, arrived in ((False, True, 0), (True, False, 0), (True, True, 1)):
        leader.is_sure = is_sure
        (line.is_open.set if is_open else line.is_open.clear)()
        await deliveries.sweep()
        await asyncio.sleep(0.2)
        assert len(service.tried) == arrived
    deliveries.drain()
    await run


async def test_a_slow_channel_takes_no_place_of_the_others(database: Database) -> None:
    """A hundred chats wait for one service; people on the other service are answered at once."""
    slow, quick = Service(LEFT), Service(RIGHT)
    slow.gate.clear()
    deliveries = Deliveries(
        {one.name: Delivery(database, StandingClock(), one, None) for one in (slow, quick)}
    )
    database.on_commit(deliveries.offer)
    run = asyncio.get_running_loop().create_task(deliveries.run())
    await database.transact(put(*["hangs"] * 100, channel=LEFT))
    await database.transact(put(*(str(chat) for chat in range(50)), channel=RIGHT))
    async with asyncio.timeout(5):
        while len(quick.arrived) < 50:
            await asyncio.sleep(0.005)
    assert slow.under_way == 32
    assert slow.arrived == []
    slow.gate.set()
    async with asyncio.timeout(5):
        while len(slow.arrived) < 100:
            await asyncio.sleep(0.005)
    deliveries.drain()
    await run


async def test_what_cannot_be_sent_does_not_fill_the_sweep(database: Database) -> None:
    """The thousands of rows of a closed channel are not read into memory."""
    closed, open_one = Service(LEFT), Service(RIGHT)
    clock = StandingClock()
    deliveries = Deliveries(
        {
            LEFT: Delivery(database, clock, closed, None, may_send=lambda: False),
            RIGHT: Delivery(database, clock, open_one, None),
        }
    )
    await database.transact(put(*["waits"] * 3000, channel=LEFT))
    await database.transact(put("goes", channel=RIGHT))
    run = asyncio.get_running_loop().create_task(deliveries.run())
    for _ in range(3):
        await deliveries.sweep()
    async with asyncio.timeout(5):
        while not open_one.arrived:
            await asyncio.sleep(0.005)
    assert closed.tried == []
    deliveries.drain()
    await run


async def test_files_of_a_cut_channel_hold_up_no_other_work(
    database: Database, tmp_path: Path
) -> None:
    done: list[str] = []
    reached = asyncio.Event()

    async def work(_context: TaskContext, payload: dict[str, Any]) -> None:
        if payload["of"] == LEFT:
            reached.set()
            await asyncio.Event().wait()
        done.append(payload["of"])

    def ask(tx: Transaction) -> None:
        for channel in (LEFT, RIGHT, ""):
            tasks.add(tx, "work", {"of": channel}, NOON, channel=channel)

    await database.transact(ask)
    commune: Any = None
    context = TaskContext(database, StandingClock(), commune, channels={}, data_dir=tmp_path)
    hangs = asyncio.get_running_loop().create_task(run_due_tasks(context, {"work": work}, LEFT))
    await reached.wait()
    await run_due_tasks(context, {"work": work}, RIGHT)
    await run_due_tasks(context, {"work": work})
    assert done == [RIGHT, ""]
    hangs.cancel()
    await asyncio.gather(hangs, return_exceptions=True)


def test_services_have_their_own_names_and_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len({service.name for service in SERVICES}) == len(SERVICES)
    monkeypatch.delenv("NGHEDAN_TELEGRAM_TOKEN", raising=False)
    with pytest.raises(OperatorError, match="set it, or try `nghedan demo`"):
        configured_services(Settings())
