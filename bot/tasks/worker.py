"""Runs tasks that turns queued; a task is a row of the database, so it survives a kill."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.jobs.job import JobContext
from storage import tasks

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.channels.contract import Channel
    from storage.engine.transaction import Transaction
    from storage.tasks import Task

log = logging.getLogger(__name__)

PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""Pauses before each further try; after the last one the task is given up with its error."""
NEVER_GIVEN_UP = (tasks.SCRUB,)
"""Kinds of task that are tried until they are done: what was erased must go from the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskContext(JobContext):
    """What a worker needs besides what every job needs."""

    channels: Mapping[str, Channel]
    data_dir: Path
    """The folder of files; paths in the database are relative to it."""


Worker = Callable[[TaskContext, dict[str, Any]], Awaitable[None]]


async def run_due_tasks(
    context: TaskContext, workers: Mapping[str, Worker], channel: str = ""
) -> None:
    """Run the due tasks of one channel (empty: those that need no channel), one after the other."""
    database, clock = context.database, context.clock
    for task in await database.read(lambda tx: tasks.due(tx, channel, clock.now())):
        error = await _try(context, workers, task)
        await database.transact(partial(_record, task=task, error=error, now=clock.now()))


def _record(tx: Transaction, *, task: Task, error: str, now: datetime) -> None:
    if error and (task.attempts < len(PAUSES) or task.kind in NEVER_GIVEN_UP):
        pause = PAUSES[min(task.attempts, len(PAUSES) - 1)]
        tasks.retry(tx, task.id, now + pause, error)
    else:
        tasks.finish(tx, task.id, now, error)


async def _try(context: TaskContext, workers: Mapping[str, Worker], task: Task) -> str:
    """Run one task; returns the error's class name, empty when it succeeded."""
    worker = workers.get(task.kind)
    if worker is None:
        log.error("task %s has the unknown kind %s", task.id, task.kind)
        return "unknown kind"
    try:
        await worker(context, task.payload)
    except Exception as error:
        log.warning("task %s (%s) failed: %s", task.id, task.kind, type(error).__name__)
        return type(error).__name__
    return ""
