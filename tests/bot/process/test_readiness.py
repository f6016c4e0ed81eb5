"""/readyz asks the database now, and in time; /metrics answers also when the database does not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from bot.process import readiness as readinesses
from bot.process.metrics import Metrics
from bot.process.readiness import Readiness
from domain.messages.message import Outgoing
from storage.engine.errors import DatabaseIll
from storage.messages import outbox
from storage.tables.message import outbox as rows
from tests.bot.service import StandingClock
from tests.engines import locked

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine.database import Database
    from storage.engine.transaction import Transaction


@pytest.fixture
def readiness(database: Database, monkeypatch: pytest.MonkeyPatch) -> Readiness:
    monkeypatch.setattr(readinesses, "PROBE_SECONDS", 0.3)
    monkeypatch.setattr(readinesses, "FRESH_SECONDS", 0.1)
    return Readiness(database, StandingClock(), [])


async def reasons(readiness: Readiness) -> list[str]:
    is_ready, found = await readiness.state()
    assert is_ready is not bool(found)
    return found


class _Line:
    name = "telegram"
    trouble = ""


@pytest.fixture
def lined(readiness: Readiness) -> Readiness:
    readiness._lines = [_Line()]
    return readiness


async def test_a_database_that_others_hold_is_told_though_no_turn_waits(
    lined: Readiness, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await reasons(lined) == []
    with locked(path):
        await asyncio.sleep(0.15)
        async with asyncio.timeout(10):
            assert await reasons(lined) == ["database: no answer within 0 s"]
    async with asyncio.timeout(10):
        while await reasons(lined):
            await asyncio.sleep(0.05)


async def test_many_who_ask_at_once_cost_one_question(
    lined: Readiness, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    transact = database.transact

    async def counted(*arguments: Any, **more: Any) -> Any:
        nonlocal asked
        asked += 1
        return await transact(*arguments, **more)

    monkeypatch.setattr(database, "transact", counted)
    await asyncio.gather(*(reasons(lined) for _ in range(50)))
    assert asked == 1


async def test_an_illness_has_its_name(
    lined: Readiness, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ill(*_arguments: Any, **_more: Any) -> None:
        raise DatabaseIll("SQLITE_FULL")

    monkeypatch.setattr(database, "transact", ill)
    assert await reasons(lined) == ["database: ill (SQLITE_FULL)"]


async def test_a_scheduler_that_stands_still_is_told(
    lined: Readiness, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readinesses, "LATE_SECONDS", 0.2)
    await asyncio.sleep(0.3)
    assert await reasons(lined) == []  # one that never ran is another process's
    await lined.beat()
    assert await reasons(lined) == []
    await asyncio.sleep(0.3)
    assert await reasons(lined) == ["scheduler: nothing ran for 0 s"]
    told = figures(await Metrics(database, StandingClock(), lined).text())
    assert 0.3 <= told["nghedan_jobs_late_seconds"] < 10
    await lined.beat()
    assert await reasons(lined) == []


def figures(text: bytes) -> dict[str, float]:
    """What Prometheus reads."""
    lines = [line for line in text.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


async def test_metrics_tell_how_much_waits_and_since_when(
    lined: Readiness, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StandingClock()

    def work(tx: Transaction) -> None:
        for number, state in enumerate(("waiting", "waiting", "dead", "parked")):
            put = outbox.put(
                tx, channel="telegram", chat=str(number), now=clock.at, message=Outgoing("x")
            )
            tx.core.execute(update(rows).where(rows.c.id == put).values(state=state))

    await database.transact(work)
    clock.passes(90)
    monkeypatch.setattr(_Line, "trouble", "no updates")
    told = figures(await Metrics(database, clock, lined).text())
    assert told["nghedan_outbox_waiting"] == 2
    assert told["nghedan_outbox_oldest_seconds"] == 90
    assert told["nghedan_dead_letters"] == 1
    assert told["nghedan_outbox_held"] == 1
    assert told['nghedan_channel_trouble{channel="telegram"}'] == 1
    monkeypatch.setattr(_Line, "trouble", "")
    told = figures(await Metrics(database, clock, lined).text())
    assert told['nghedan_channel_trouble{channel="telegram"}'] == 0


@pytest.mark.parametrize("how", ["ill", "silent"])
async def test_metrics_answer_while_the_database_does_not(
    readiness: Readiness, database: Database, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    metrics = Metrics(database, StandingClock(), readiness)
    assert b"nghedan_database_readable 1.0" in await metrics.text()

    async def read(_work: Any) -> None:
        if how == "ill":
            raise DatabaseIll("SQLITE_CORRUPT")
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(database, "read", read)
        patched.setattr("bot.process.metrics.READ_SECONDS", 0.1)
        told = await metrics.text()
    assert b"nghedan_database_readable 0.0" in told
    assert b"nghedan_outbox_waiting NaN" in told
    assert b"nghedan_turn_seconds_count" in told
    assert b"nghedan_outbox_waiting 0.0" in await metrics.text()
