"""APScheduler, given our jobs: each asks the database what is due by the clock.

The schedule itself is only a rhythm: a job's state is in the database, so a job that ran twice, or
late, or after a restart does nothing wrong.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from handlers.apology import places
from storage.errors import DatabaseIll

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

log = logging.getLogger(__name__)


def scheduler(
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
        made.add_job(
            _guarded(name, job), "interval", seconds=seconds, id=name, next_run_time=first
        )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return made


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
