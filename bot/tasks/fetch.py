"""Downloads a file that somebody sent, before the service deletes it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from storage.cases import files

if TYPE_CHECKING:
    from bot.tasks.worker import TaskContext

KIND = "fetch"
LIMIT = 20 * 1024 * 1024
"""Bytes: the limit of the Bot API for downloads (core.telegram.org/bots/api#getfile)."""


async def fetch(context: TaskContext, payload: dict[str, Any]) -> None:
    """Download a file. `payload`: {"file": id}. The path is random, not the sender's name."""
    database = context.database
    file = await database.read(lambda tx: files.by_id(tx, payload["file"]))
    if file is None or file.path:
        return
    relative = f"files/{secrets.token_hex(16)}"
    path = context.data_dir / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    size = await context.channels[file.channel].fetch(file.ref, path, LIMIT)
    now = context.clock.now()
    await database.transact(
        lambda tx: files.change(tx, file.id, path=relative, size=size, fetched_at=now)
    )
