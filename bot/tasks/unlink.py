"""Removes files from the disk that the database has forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.tasks.worker import TaskContext

KIND = "unlink"


async def unlink(context: TaskContext, payload: dict[str, Any]) -> None:
    """`payload`: {"paths": [...]}, below the data directory; one that is gone already is fine."""
    for relative in payload["paths"]:
        (context.data_dir / relative).unlink(missing_ok=True)
