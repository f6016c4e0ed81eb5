"""Intake: updates run in order, and are confirmed after their commit."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.channels.contract import Batch, Unreadable
from bot.process.intake import ACKNOWLEDGING, UNCOMMITTED
from domain.messages.message import Incoming, Kind
from storage.tables.message import failed_update, personal_text, seen_update
from tests.bot.quiet import CHANNEL, Quiet
from tests.bot.service import NOON

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.process.intake import Intake
    from storage.engine.database import Database


class Source(Quiet):
    """A channel that yields what a test gives it."""

    def __init__(self, *batches: tuple[Incoming | Unreadable, ...]) -> None:
        self.batches = batches
        self.story: list[str] = []
        self.acknowledging = asyncio.Event()
        self.acknowledging.set()

    async def receive(self) -> AsyncGenerator[Batch, None]:
        try:
            for number, updates in enumerate(self.batches):

                async def confirm(number: int = number) -> None:
                    self.story.append(f"confirm {number}")

                yield Batch(updates, confirm)
        finally:
            self.story.append("closed")

    async def acknowledge(self, tap_id: str) -> None:
        await self.acknowledging.wait()
        self.story.append(f"acknowledge {tap_id}")


def words(key: str, text: str, **more: Any) -> Incoming:
    values: dict[str, Any] = {
        "channel": CHANNEL,
        "key": key,
        "chat": "501",
        "sender": "501",
        "kind": Kind.TEXT,
        "at": NOON,
        "text": text,
        **more,
    }
    return Incoming(**values)


async def failed(database: Database) -> list[tuple[str, str, str | None]]:
    """(key, error, words) of each failed update."""

    def work(tx: Any) -> list[tuple[str, str, str | None]]:
        rows = tx.core.execute(
            select(failed_update.c.key, failed_update.c.error, personal_text.c.body).outerjoin(
                personal_text, failed_update.c.text_id == personal_text.c.id
            )
        )
        return [tuple(row) for row in rows]

    return await database.read(work)


async def test_each_batch_is_confirmed_after_it_is_kept(
    intake: Intake, heard: list[str], database: Database
) -> None:
    source = Source((words("1", "một"), words("2", "hai")), (words("3", "ba"),), ())
    await intake.listen(source)
    assert heard == ["một", "hai", "ba"]
    assert source.story == ["confirm 0", "confirm 1", "confirm 2", "closed"]
    seen = await database.read(lambda tx: tx.core.execute(select(seen_update.c.key)).all())
    assert len(seen) == 3


async def test_a_redelivered_update_is_handled_once(intake: Intake, heard: list[str]) -> None:
    one = words("1", "một")
    await intake.listen(Source((one, one), (one,)))
    assert heard == ["một"]


async def test_an_update_that_fails_stops_no_other(
    intake: Intake, heard: list[str], database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    source = Source((words("1", "nổ mật-khẩu"), words("2", "hai")), (words("3", "ba"),))
    await intake.listen(source)
    assert heard == ["hai", "ba"]
    ((key, error, kept),) = await failed(database)
    assert (key, error) == ("1", "RuntimeError")
    assert "nổ mật-khẩu" in (kept or "")
    assert "mật-khẩu" not in caplog.text


async def test_even_an_apology_that_fails_stops_no_other(
    intake: Intake,
    heard: list[str],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_arguments: Any, **_named: Any) -> None:
        raise RuntimeError("mật-khẩu")

    monkeypatch.setattr("bot.process.intake.apologise", broken)
    await intake.listen(Source((words("1", "nổ mật-khẩu"), words("2", "hai"))))
    assert heard == ["hai"]
    assert await failed(database) == [("1", "RuntimeError", None)]
    assert "mật-khẩu" not in caplog.text


async def test_what_is_unreadable_is_kept_once(intake: Intake, database: Database) -> None:
    odd = Unreadable(CHANNEL, "1", '{"text": "chào"}', "KeyError at x:1")
    await intake.listen(Source((odd, odd)))
    assert await failed(database) == [("1", "KeyError at x:1", '{"text": "chào"}')]


async def test_a_denunciation_that_is_unreadable_leaves_no_words(
    intake: Intake, database: Database
) -> None:
    words_of_it = "Tôi tố cáo ông trưởng ấp nhận tiền hối lộ"
    odd = Unreadable(CHANNEL, "1", f'{{"text": "{words_of_it}"}}', "KeyError at x:1")
    await intake.listen(Source((odd,)))
    assert await failed(database) == [("1", "KeyError at x:1", None)]


async def test_acknowledging_does_not_hold_up_what_follows(
    intake: Intake, heard: list[str]
) -> None:
    tap = words("1", "", kind=Kind.TAP, tap="x:", tap_id="T")
    source = Source((tap,), (words("2", "hai"),))
    source.acknowledging.clear()
    listening = asyncio.get_running_loop().create_task(intake.listen(source))
    async with asyncio.timeout(10):
        while heard != ["x:", "hai"]:
            await asyncio.sleep(0.01)
    assert source.story[0] == "confirm 0"
    assert "acknowledge T" not in source.story
    source.acknowledging.set()
    await listening
    assert "acknowledge T" in source.story


async def test_when_it_is_stopped_the_channel_is_closed(
    intake: Intake, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in the middle of a turn: the channel then confirms what was committed."""
    source = Source((words("1", "một"),), (words("2", "hai"),))
    real = database.transact
    middle = asyncio.Event()

    async def slow(*works: Any, **more: Any) -> None:
        if source.story:
            middle.set()
            await asyncio.sleep(60)
        await real(*works, **more)

    monkeypatch.setattr(database, "transact", slow)
    listening = asyncio.get_running_loop().create_task(intake.listen(source))
    await middle.wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert source.story == ["confirm 0", "closed"]


async def test_where_there_is_more_the_next_is_asked_for_while_one_is_kept(
    intake: Intake, heard: list[str]
) -> None:
    """So that the writer never waits for the network; and no further than that."""

    class Crowd(Source):
        async def receive(self) -> AsyncGenerator[Batch, None]:
            kept = 0

            async def confirm(number: int) -> None:
                nonlocal kept
                assert number == kept
                kept += 1

            for number in range(40):
                updates = tuple(words(f"{number}.{n}", f"{number}.{n}") for n in range(10))
                yield Batch(updates, partial(confirm, number), more=number < 39)
                self.story.append(f"{number + 1 - kept}")

    source = Crowd()
    await intake.listen(source)
    assert heard == [f"{number}.{n}" for number in range(40) for n in range(10)]
    *under_way, last = map(int, source.story)
    assert max(under_way) == UNCOMMITTED // 10
    assert last == 0


async def test_the_service_is_told_of_few_taps_at_a_time(intake: Intake) -> None:
    most = 0
    telling = 0

    class Slow(Source):
        async def acknowledge(self, tap_id: str) -> None:
            nonlocal most, telling
            telling += 1
            most = max(most, telling)
            await asyncio.sleep(0.2)
            telling -= 1
            self.story.append(tap_id)

    taps = [words(f"{n}", "", kind=Kind.TAP, tap="x:", tap_id=f"{n}") for n in range(30)]
    source = Slow(*((one,) for one in taps))
    await intake.listen(source)
    told = [one for one in source.story if one.isdigit()]
    assert sorted(told, key=int) == [one.key for one in taps]
    assert 1 < most <= ACKNOWLEDGING + 1


async def test_a_quote_waits_for_the_mark(intake: Intake, settled: list[Any]) -> None:
    await intake.listen(Source((words("1", "một"),), (words("2", "rồi", reply_to="77"),)))
    assert settled == [{(CHANNEL, "501")}]


async def test_one_person_is_heard_in_order_whatever_comes_between(
    intake: Intake, heard: list[str]
) -> None:
    batch = tuple(
        words(str(number), f"{number % 3} {number}", chat=str(number % 3), sender=str(number % 3))
        for number in range(60)
    )
    await intake.listen(Source(batch[:31], batch[31:]))
    for person in "012":
        mine = [int(text.split()[1]) for text in heard if text.startswith(person)]
        assert mine == sorted(mine)
        assert len(mine) == 20


async def test_the_time_of_a_turn_is_the_clocks(intake: Intake, database: Database) -> None:
    await intake.listen(Source((words("1", "một", at=NOON - timedelta(days=300)),)))
    (at,) = await database.read(lambda tx: tx.core.execute(select(seen_update.c.at)).one())
    assert at == NOON
