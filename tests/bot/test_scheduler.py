"""The rhythm of jobs: a failure is told and is not the last run."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.scheduler import scheduler
from storage.errors import DatabaseIll

if TYPE_CHECKING:
    import pytest


async def test_a_job_that_fails_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise RuntimeError("words of Lan")
        if runs == 2:
            raise DatabaseIll("locked")

    rhythm = scheduler([("digest", 0.05, job)])
    rhythm.start()
    async with asyncio.timeout(5):
        while runs < 4:
            await asyncio.sleep(0.01)
    rhythm.shutdown(wait=False)
    assert "'digest' failed" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "words of Lan" not in caplog.text
    assert "waits for the database to heal (locked)" in caplog.text


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

    rhythm = scheduler([("slow", 0.02, slow), ("quick", 0.02, quick)])
    rhythm.start()
    async with asyncio.timeout(5):
        while quick_runs < 5:
            await asyncio.sleep(0.01)
    assert slow_runs == 1
    release.set()
    rhythm.shutdown(wait=False)
