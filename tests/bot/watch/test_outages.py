"""Twelve outages that would be silent are told to a person within ten minutes, once, and again when healed."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from actions.commune import Commune
from bot.channels.contract import ChannelClosed
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.jobs.job import JobContext
from bot.process.channel_runner import ChannelRunners
from bot.settings.organisation import load_organisation
from bot.settings.settings import Settings
from bot.watch import systemd, watches as list_of
from bot.watch.watch import Rounds
from bot.watch.watches import watches
from storage import clock_trust
from storage.engine.errors import DatabaseIll
from storage.messages import outbox, outbox_states
from storage.people import officials, people
from storage.updates import seen_updates
from tests.bot.service import Service, StandingClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

MINUTE = 60.0


class Watched(Service):
    """A service whose view of our webhook a test sets."""

    webhook = ""

    async def webhook_trouble(self, _url: str) -> str:
        return self.webhook


@dataclass
class Office:
    """An administrator, and the rounds of the watches."""

    database: Database
    clock: StandingClock
    service: Watched
    runners: ChannelRunners
    config: Path
    late: float = 0.0
    rounds: Any = field(default=None)

    async def minutes(self, count: int) -> None:
        for _minute in range(count):
            self.clock.passes(MINUTE)
            await self.database.transact(lambda tx: clock_trust.check(tx, self.clock.now()))
            await self.rounds.round()

    async def told(self) -> list[str]:
        rows = await self.database.read(
            lambda tx: tx.core.exec_driver_sql(
                "SELECT body FROM outbox JOIN personal_text ON text_id = personal_text.id "
                "WHERE origin = 'watch' ORDER BY outbox.id"
            ).all()
        )
        return [row.body for row in rows]

    async def change(self, work: Callable[[Transaction], object]) -> None:
        await self.database.transact(work)


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> Office:
    config = tmp_path / "config"
    config.mkdir()
    for file in Path("config").glob("*.toml"):
        (config / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    clock, service = StandingClock(), Watched("telegram")
    runners = ChannelRunners([service], {})
    runner = runners.by_name["telegram"]
    runner.accepted()
    runner._setup_error = ""
    organisation = load_organisation(config)
    made = Office(database, clock, service, runners, config)

    def work(tx: Transaction) -> None:
        for sender, name, role in (
            ("1", "Quản", "admin"),
            ("2", organisation.denunciation_contact, "head"),
        ):
            person = people.create(
                tx,
                channel="telegram",
                sender=sender,
                chat=sender,
                name=name,
                language="vi",
                now=clock.now(),
            )
            officials.enrol(
                tx,
                person_id=person.id,
                role=role,
                unit_id="",
                name=name,
                speaks_khmer=False,
                enrolled_by=None,
                now=clock.now(),
            )

    await database.transact(work)
    context = JobContext(database, clock, Commune(organisation, {"telegram": CAPABILITIES}, {}))
    settings = Settings(config_dir=config, data_dir=tmp_path)
    made.rounds = Rounds(
        context,
        runners,
        watches(settings, context, runners.by_name, lambda: made.late, "https://xa.example"),
        lambda: made.late <= 15,
    )
    return made


async def webhook(office: Office, ill: bool) -> None:
    office.service.webhook = "Connection refused (3 wait)" if ill else ""


async def refused_401(office: Office, ill: bool) -> None:
    runner = office.runners.by_name["telegram"]
    if ill:
        runner.is_verdict(ChannelClosed("the token is refused (401)"))
    else:
        runner.accepted()


async def not_found_404(office: Office, ill: bool) -> None:
    office.service.trouble = "no updates (404)" if ill else ""


async def closed_channel(office: Office, ill: bool) -> None:
    runner = office.runners.by_name["telegram"]
    if ill:
        runner.close(ChannelClosed("revoked"))
    else:
        runner.accepted()


async def configuration(office: Office, ill: bool) -> None:
    text = Path("config/organisation.toml").read_text(encoding="utf-8")
    (office.config / "organisation.toml").write_text("name = [" if ill else text, encoding="utf-8")


async def clock(office: Office, ill: bool) -> None:
    office.clock.at += timedelta(days=300 if ill else -300)


async def reader(office: Office, ill: bool) -> None:
    if ill:
        await office.change(
            lambda tx: tx.core.exec_driver_sql(
                "INSERT INTO submission (code, kind, state, on_behalf, author_name, author_consent,"
                " channel, chat, language, hamlet_id, place, unit_id, urgent, head_only, received_at,"
                " reopened, version) VALUES ('K1', 'reflection', 'received', false, '', '',"
                " 'telegram', '9', 'vi', '', 'chủ tịch xã hách dịch', '', false, true,"
                " '2026-11-16T05:00:00+00:00', 0, 1)"
            )
        )
    else:
        await office.change(
            lambda tx: tx.core.exec_driver_sql("UPDATE submission SET head_only = false")
        )


async def contact(office: Office, ill: bool) -> None:
    name = "Ai khác" if ill else office.rounds.context.commune.organisation.denunciation_contact
    await office.change(
        lambda tx: tx.core.exec_driver_sql(
            f"UPDATE official SET name = '{name}' WHERE role = 'head'"
        )
    )


async def dead_letter(office: Office, ill: bool) -> None:
    def work(tx: Transaction) -> None:
        if ill:
            row = outbox.put(tx, channel="telegram", chat="9", now=office.clock.now())
            outbox_states.mark_dead(tx, row, "Bad Request")
        else:
            outbox_states.resend(tx, None, office.clock.now())

    await office.change(work)


async def failed_turn(office: Office, ill: bool) -> None:
    if not ill:
        office.clock.passes(20 * MINUTE)
        return
    await office.change(
        lambda tx: seen_updates.store_failed(
            tx,
            channel="telegram",
            key="1",
            chat="9",
            at=office.clock.now() + timedelta(minutes=5),
            error="ValueError",
            trace="",
            raw="",
            person_id=None,
        )
    )


async def hung_scheduler(office: Office, ill: bool) -> None:
    office.late = 120.0 if ill else 0.0


OUTAGES = {
    one.__name__: one
    for one in (
        webhook,
        refused_401,
        not_found_404,
        closed_channel,
        configuration,
        clock,
        reader,
        contact,
        dead_letter,
        failed_turn,
        hung_scheduler,
    )
}


@pytest.mark.parametrize("outage", OUTAGES)
async def test_it_is_told_once_and_when_it_is_healed(office: Office, outage: str) -> None:
    await office.minutes(2)
    assert await office.told() == []
    await OUTAGES[outage](office, ill=True)
    await office.minutes(10)
    (said,) = await office.told()
    assert said.startswith("⚠")
    assert "hách dịch" not in said
    await office.minutes(5)
    assert await office.told() == [said]
    await OUTAGES[outage](office, ill=False)
    await office.minutes(2)
    assert [one[0] for one in await office.told()] == ["⚠", "✅"]


async def test_a_disk_that_fills_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_of, "used_share", lambda _folder: 0.93)
    await office.minutes(10)
    (said,) = await office.told()
    assert "93%" in said
    monkeypatch.setattr(list_of, "used_share", lambda _folder: 0.5)
    await office.minutes(1)
    assert [one[0] for one in await office.told()] == ["⚠", "✅"]


async def test_a_database_that_cannot_be_used_is_told_without_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.minutes(1)
    database = office.database

    async def ill(*_args: object, **_more: object) -> None:
        raise DatabaseIll("SQLITE_IOERR")

    transact = type(database).transact
    monkeypatch.setattr(type(database), "transact", ill)
    for _minute in range(10):
        await office.rounds.round()
    texts = [one.message.text for one in office.service.arrived if one.message]
    assert len(texts) == 1
    assert "SQLITE_IOERR" in texts[0]
    monkeypatch.setattr(type(database), "transact", transact)
    await office.rounds.round()
    texts = [one.message.text for one in office.service.arrived if one.message]
    assert len(texts) == 2


async def test_a_short_outage_wakes_nobody(office: Office) -> None:
    office.service.trouble = "no updates"
    await office.minutes(2)
    office.service.trouble = ""
    await office.minutes(10)
    assert await office.told() == []


def test_a_sign_of_life_goes_to_systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = os.fspath(tmp_path / "s")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        systemd.notify("WATCHDOG=1")
        assert listener.recv(100) == b"WATCHDOG=1"
    monkeypatch.delenv("NOTIFY_SOCKET")
    systemd.notify("WATCHDOG=1")
