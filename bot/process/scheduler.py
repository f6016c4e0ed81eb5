"""Runs the jobs at fixed intervals with APScheduler.

A job asks the database what is due, so running it twice, late or after a restart does no harm.
APScheduler goes by the machine's clock, which may be changed while the process runs: a small computer
without a battery starts in 1970. `EverySeconds` handles steps forward, `watch_clock` steps back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.process.clock import Clock
from handlers.chat.error_reply import places
from storage.engine.errors import DatabaseIll

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0
"""Seconds between two checks of the machine's clock."""
STEP = timedelta(seconds=1.0)
"""A step back of the clock that counts: a smaller one is a time server slowing the clock down."""


class EverySeconds(BaseTrigger):  # type: ignore[misc]
    """Fires `seconds` after the last run.

    APScheduler's own interval trigger counts every run that a step of the clock skipped: 31 million
    for a year of seconds.
    """

    def __init__(self, seconds: float) -> None:
        self._every = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The next run, counted from `now`."""
        return now + self._every


def new_scheduler(
    jobs: Iterable[tuple[str, float, Callable[[], Awaitable[None]]]],
) -> AsyncIOScheduler:
    """A scheduler, not yet started, for each (name, seconds, job).

    Each job runs at once when the scheduler starts and then every `seconds`, one run at a time. A
    job that fails is logged as an error and runs again at its next time.
    """
    first = Clock().now()
    made = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for name, seconds, job in jobs:
        made.add_job(_guarded(name, job), EverySeconds(seconds), id=name, next_run_time=first)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return made


async def watch_clock(scheduler: AsyncIOScheduler) -> None:
    """Run every job at once when the machine's clock is set back.

    Without this, no job would run until the clock reaches its old time again. Never returns.
    """
    clock = Clock()
    ahead = clock.now() - timedelta(seconds=time.monotonic())
    while True:
        await asyncio.sleep(LOOK_AGAIN)
        now = clock.now()
        before, ahead = ahead, now - timedelta(seconds=time.monotonic())
        if before - ahead >= STEP:
            log.warning(
                "the clock was set back by %d s; every job runs now",
                (before - ahead).total_seconds(),
            )
            for job in scheduler.get_jobs():
                job.modify(next_run_time=now)


def _guarded(name: str, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await job()
        except asyncio.CancelledError:
            # The scheduler cancels running jobs at the end and would log an error. Transactions that
            # were handed to the database are finished all the same.
            log.info("the job %r was stopped with the process", name)
        except DatabaseIll as error:
            log.warning("the job %r cannot use the database now (%s)", name, error)
        except Exception as error:
            # Without the exception: its text may hold somebody's words.
            fault = f"{type(error).__name__} at\n{places(error)}"
            log.error("the job %r failed; it runs again at its next time: %s", name, fault)  # noqa: TRY400

    return run
