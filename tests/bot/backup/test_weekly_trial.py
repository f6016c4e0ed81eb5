"""A copy is put back on trial each week, also if the server is off on some nights or starts anew."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.backup.backups import LIST, Copies
from bot.jobs.job import JobContext
from bot.jobs.nightly_backup import nightly_backup
from bot.process.clock import Clock
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


class SetClock(Clock):
    """A clock that a test sets."""

    at = MONDAY

    def now(self) -> datetime:
        return self.at


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await House.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path / "house.db", tmp_path, tmp_path / "copies", keep_days=3)


async def night(house: House, copies: Copies, at: datetime) -> None:
    """The job of a process that was started just now runs twice."""
    clock = SetClock()
    clock.at = at
    job = nightly_backup(copies.manifest, copies)
    for _time in range(2):
        await job.run(JobContext(house.database, clock, house.commune))


async def test_each_week(house: House, copies: Copies, caplog: pytest.LogCaptureFixture) -> None:
    tested = []
    with caplog.at_level(logging.INFO):
        for day in (0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 14):  # never on a Sunday
            caplog.clear()
            await night(house, copies, MONDAY + timedelta(days=day))
            tested += [day] * caplog.text.count("put back on trial and is whole")
    assert tested == [0, 7, 14]


async def test_one_that_failed_is_tried_again(
    house: House, copies: Copies, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        (await copies.make(MONDAY) / LIST).write_text("{}")
        for _start in range(2):
            caplog.clear()
            await night(house, copies, MONDAY)
            assert caplog.text.count("no backup was made") == 1
            assert "is whole" not in caplog.text
        caplog.clear()
        await night(house, copies, MONDAY + timedelta(days=1))
        assert "is whole" in caplog.text
