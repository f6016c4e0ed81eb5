"""The scheduler: a failing job is logged and runs again."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.process.scheduler import new_scheduler, watch_clock
from storage.engine.errors import DatabaseIll

if TYPE_CHECKING:
    from datetime import tzinfo


async def test_a_job_that_fails_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise RuntimeError("words of Lan")
        if runs == 2:
            raise DatabaseIll("locked")

    rhythm = new_scheduler([("digest", 0.05, job)])
    rhythm.start()
    async with asyncio.timeout(5):
        while runs < 4:
            await asyncio.sleep(0.01)
    rhythm.shutdown(wait=False)
    assert "'digest' failed" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "words of Lan" not in caplog.text
    assert "cannot use the database now (locked)" in caplog.text


async def test_a_slow_job_runs_once_at_a_time_and_holds_up_no_other() -> None:
    slow_runs = quick_runs = 0
    release = asyncio.Event()

    async def slow() -> None:
        nonlocal slow_runs
        slow_runs += 1
        await release.wait()

    async def quick() -> None:
        nonlocal quick_runs
        quick_runs += 1

    rhythm = new_scheduler([("slow", 0.02, slow), ("quick", 0.02, quick)])
    rhythm.start()
    async with asyncio.timeout(5):
        while quick_runs < 5:
            await asyncio.sleep(0.01)
    assert slow_runs == 1
    release.set()
    rhythm.shutdown(wait=False)


class Moved(datetime):
    """A machine's clock that a test sets."""

    by = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Moved:
        return cls.fromtimestamp(time.time() + cls.by.total_seconds(), tz)


@pytest.mark.parametrize(
    "by", [timedelta(hours=-3), timedelta(hours=3), timedelta(days=-20000), timedelta(days=20000)]
)
async def test_a_clock_that_is_set_neither_stops_a_job_nor_makes_it_run_after(
    by: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By NTP, by hand, or on a small computer that wakes up in another year."""
    monkeypatch.setattr(Moved, "by", timedelta())
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Moved)
    monkeypatch.setattr("bot.process.clock.datetime", Moved)
    monkeypatch.setattr("bot.process.scheduler.LOOK_AGAIN", 0.05)
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1

    rhythm = new_scheduler([("sweep", 0.1, job)])
    rhythm.start()
    keeping = asyncio.get_running_loop().create_task(watch_clock(rhythm))
    try:
        await asyncio.sleep(0.25)
        monkeypatch.setattr(Moved, "by", by)
        before, began = runs, time.monotonic()
        async with asyncio.timeout(10):
            while runs < before + 5:
                await asyncio.sleep(0.01)
        assert runs <= before + 2 + (time.monotonic() - began) / 0.1
    finally:
        keeping.cancel()
        rhythm.shutdown(wait=False)
