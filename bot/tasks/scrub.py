"""Overwrites deleted texts in the database's files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from storage.engine.errors import DatabaseIll
from storage.tasks import SCRUB

if TYPE_CHECKING:
    from bot.tasks.worker import TaskContext

KIND = SCRUB
TRIES, PAUSE = 20, 0.1
"""On a busy database there is a moment without a reader soon: tries, and seconds between them."""


async def scrub(context: TaskContext, payload: dict[str, Any]) -> None:  # noqa: ARG001
    """Scrub the whole database; the payload is empty, so that it names nothing that was deleted."""
    for _try in range(TRIES - 1):
        try:
            await context.database.scrub()
        except DatabaseIll:
            await asyncio.sleep(PAUSE)
        else:
            return
    await context.database.scrub()
