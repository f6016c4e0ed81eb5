"""Overwrites deleted texts in the database's files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.tasks import SCRUB

if TYPE_CHECKING:
    from bot.tasks.worker import TaskContext

KIND = SCRUB


async def scrub(context: TaskContext, payload: dict[str, Any]) -> None:  # noqa: ARG001
    """Scrub the whole database; the payload is empty, so that it names nothing that was deleted."""
    await context.database.scrub()
