"""APScheduler, given our jobs: each asks the database what is due by the clock.

The schedule itself is only a rhythm: a job's state is in the database, so a job that ran twice, or
late, or after a restart does nothing wrong. APScheduler goes by the machine's clock, which may be
set while we run (a small computer without a battery wakes up in 1970): `EverySeconds` and `watch_clock` let
neither a step forward nor one back hold anything up.
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
"""Seconds between two looks at whether the machine's clock was set."""
STEP = timedelta(seconds=1.0)
"""How far back counts as set: less is a clock that is being slowed down."""


class EverySeconds(BaseTrigger):  # type: ignore[misc]
    """Every so often from now on. APScheduler's own interval counts every beat that a step of the
    clock forward left out: 31 million for a year of seconds."""

    def __init__(self, seconds: float) -> None:
        self._every = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The beat after this one."""
        return now + self._every


def new_scheduler(
    jobs: Iterable[tuple[str, float, Callable[[], Awaitable[None]]]],
) -> AsyncIOScheduler:
    """A scheduler, not started, that runs each (name, seconds, job) at once when it starts and
    then at its rhythm, one run of a job at a time: what came due while the process was down does
    not wait longer. A job that fails is told loudly and runs again at its next time."""
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
    """Look, for ever, whether the machine's clock was set back; then every job runs at once and
    goes on from there, or all would stand still until the clock comes past that moment again."""
    clock = Clock()
    ahead = clock.now() - timedelta(seconds=time.monotonic())
    while True:
        await asyncio.sleep(LOOK_AGAIN)
        now = clock.now()
        before, ahead = ahead, now - timedelta(seconds=time.monotonic())
        if before - ahead >= STEP:
            log.warning(
                "the clock was set back by %d s; every job goes on",
                (before - ahead).total_seconds(),
            )
            for job in scheduler.get_jobs():
                job.modify(next_run_time=now)


def _guarded(name: str, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await job()
        except asyncio.CancelledError:
            # The scheduler ends what runs when the process stops, and would tell it as an error.
            # What was handed to the database is finished all the same.
            log.info("the job %r was stopped with the process", name)
        except DatabaseIll as error:
            log.warning("the job %r waits for the database to heal (%s)", name, error)
        except Exception as error:
            log.error(  # noqa: TRY400 an exception's text may hold somebody's words
                "the job %r failed; it runs again at its next time: %s at\n%s",
                name, type(error).__name__, places(error),
            )  # fmt: skip

    return run
