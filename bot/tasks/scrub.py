"""Takes the last copies of deleted words off the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.tasks import SCRUB

if TYPE_CHECKING:
    from bot.tasks.worker import TaskContext

KIND = SCRUB


async def scrub(context: TaskContext, payload: dict[str, Any]) -> None:  # noqa: ARG001
    """Nothing in the payload: what was deleted names itself nowhere."""
    await context.database.scrub()
