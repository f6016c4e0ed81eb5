"""Nothing is deleted or closed while the machine's clock cannot be believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from actions.commune import Commune
from bot.channels.telegram.capabilities import CAPABILITIES as TELEGRAM
from bot.jobs import JOBS
from bot.jobs.clock_trust import is_trusted, run_job
from bot.jobs.job import Job, JobContext
from bot.process.clock import Clock
from bot.settings.organisation import load_organisation
from storage import clock_trust
from storage.people import officials, people
from storage.updates import conversations

if TYPE_CHECKING:
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


class SetClock(Clock):
    """A clock that a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON

    def now(self) -> datetime:
        return self.at


@dataclass
class Machine:
    """A process's jobs, on a machine whose clock a test sets."""

    context: JobContext
    clock: SetClock
    ran: list[datetime] = field(default_factory=list)

    async def deletes(self) -> bool:
        """Whether a job that deletes something runs now."""

        async def run(context: JobContext) -> None:
            self.ran.append(context.clock.now())

        before = len(self.ran)
        await run_job(Job("deletes", 1.0, run, irreversible=True), self.context)
        return len(self.ran) > before

    async def hears(self, at: datetime) -> None:
        """A message that was sent at this moment, by the service's clock."""

        def work(tx: Transaction) -> None:
            person = people.by_account(tx, "telegram", "7") or people.create(
                tx, channel="telegram", sender="7", chat="7", name="", language="vi", now=NOON
            )
            now = self.clock.now()
            state = conversations.Conversation(
                "telegram", "7", "7", person.id, touched_at=now, heard_at=min(at, now)
            )
            conversations.save(tx, state)

        await self.context.database.transact(work)

    async def told(self) -> int:
        """How many messages were queued for administrators."""
        return await self.context.database.read(
            lambda tx: len(tx.core.exec_driver_sql("SELECT 1 FROM outbox").all())
        )


@pytest.fixture
async def machine(database: Database) -> Machine:
    clock = SetClock()
    commune = Commune(load_organisation(Path("config")), {"telegram": TELEGRAM}, {})

    def work(tx: Transaction) -> None:
        person = people.create(
            tx, channel="telegram", sender="1", chat="1", name="Quản", language="vi", now=NOON
        )
        officials.enrol(
            tx,
            person_id=person.id,
            role="admin",
            unit_id="",
            name="Quản",
            speaks_khmer=False,
            enrolled_by=None,
            now=NOON,
        )

    await database.transact(work)
    made = Machine(JobContext(database, clock, commune), clock)
    assert await made.deletes()
    return made


@pytest.mark.parametrize("jump", [YEAR, -YEAR, timedelta(days=3), -timedelta(hours=1)])
async def test_nothing_is_deleted_after_a_jump(machine: Machine, jump: timedelta) -> None:
    machine.clock.at += jump
    for _round in range(5):
        assert not await machine.deletes()
        machine.clock.at += timedelta(minutes=1)
    assert await machine.told() == 1


async def test_a_jump_that_is_set_right_goes_on(machine: Machine) -> None:
    machine.clock.at += YEAR
    assert not await machine.deletes()
    machine.clock.at = NOON + timedelta(minutes=5)
    assert await machine.deletes()
    assert await machine.deletes()
    assert await machine.told() == 2, "that it is healed is told, too, and once"
    machine.clock.at += YEAR
    assert not await machine.deletes()
    assert await machine.told() == 3, "the next time is another one"


async def test_time_that_passes_is_believed(machine: Machine) -> None:
    for _hour in range(100):
        machine.clock.at += timedelta(hours=1)
        assert await machine.deletes()
    assert await machine.told() == 0


async def test_a_message_confirms_the_clock_after_days_without_power(machine: Machine) -> None:
    machine.clock.at += timedelta(days=10)
    assert not await machine.deletes()
    await machine.hears(machine.clock.at - timedelta(minutes=1))
    assert await machine.deletes()


async def test_a_message_does_not_confirm_a_wrong_clock(machine: Machine) -> None:
    machine.clock.at += YEAR
    await machine.hears(NOON + timedelta(minutes=1))
    assert not await machine.deletes()


async def test_a_person_confirms_the_clock(machine: Machine) -> None:
    machine.clock.at += timedelta(days=10)
    assert not await is_trusted(machine.context)
    await machine.context.database.transact(lambda tx: clock_trust.believe(tx, machine.clock.at))
    assert await machine.deletes()


def test_what_deletes_or_closes_says_so() -> None:
    assert {job.name for job in JOBS if job.irreversible} == {
        "retention",
        "expired drafts",
        "sealed words",
        "consultations",
        "answered cases",
        "grown accounts",
    }
