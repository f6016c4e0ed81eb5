"""Feeds announcements and published answers into the outbox, as it has room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.jobs.job import Job
from handlers.announcements import show_progress
from handlers.broadcasts import BATCH, QUEUE, feed

if TYPE_CHECKING:
    from bot.jobs.job import Workplace


async def run(place: Workplace) -> None:
    """Batch after batch, each a transaction: the turns of those who write go in between."""
    for _round in range(QUEUE // BATCH):
        if not await place.speak(feed):
            break
    await place.speak(show_progress)


job = Job("broadcasts", 1.0, run)
