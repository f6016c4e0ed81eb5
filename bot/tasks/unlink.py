"""Deletes files that the database does not mention any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.tasks.worker import TaskContext

KIND = "unlink"


async def unlink(context: TaskContext, payload: dict[str, Any]) -> None:
    """Delete files, also missing ones. `payload`: {"paths": [...]} below the data directory."""
    for relative in payload["paths"]:
        (context.data_dir / relative).unlink(missing_ok=True)
