"""Feeds broadcasts (announcements and published answers) into the outbox while it has room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.messages import broadcast_progress
from actions.messages.broadcast_feed import BATCH, QUEUE, feed
from bot.jobs.job import Job

if TYPE_CHECKING:
    from bot.jobs.job import JobContext


async def run(context: JobContext) -> None:
    """Feed batch after batch, each in its own transaction so that turns can run in between."""
    for _round in range(QUEUE // BATCH):
        if not await context.transact(feed):
            break
    await context.transact(broadcast_progress.update)


job = Job("broadcasts", 1.0, run, irreversible=False)
