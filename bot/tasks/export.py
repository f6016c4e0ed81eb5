"""Writes everything stored about a person into a file and sends it to them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson

from bot.tasks import unlink
from domain.messages.message import FileKind, Outgoing, OutgoingFile
from storage import tasks
from storage.messages import outbox
from storage.people import people
from storage.people.export import everything_of

if TYPE_CHECKING:
    from bot.tasks.worker import TaskContext
    from storage.engine.transaction import Transaction

KIND = "export"
KEPT = timedelta(days=1)
"""How long the file stays on the disk after it was queued."""


async def export(context: TaskContext, payload: dict[str, Any]) -> None:
    """Export and queue the file. `payload`: {"person", "channel", "chat", "name", "caption"}."""
    database = context.database
    data = await database.read(lambda tx: everything_of(tx, payload["person"]))
    relative = f"exports/{secrets.token_hex(16)}.json"
    path = context.data_dir / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    now = context.clock.now()

    def send(tx: Transaction) -> None:
        tasks.add(tx, unlink.KIND, {"paths": [relative]}, now + KEPT)
        if people.by_id(tx, payload["person"]) is None:
            return
        outbox.put(
            tx,
            channel=payload["channel"],
            chat=payload["chat"],
            now=now,
            message=Outgoing(
                payload["caption"],
                file=OutgoingFile(FileKind.DOCUMENT, payload["name"], path=relative),
            ),
            person_id=payload["person"],
            rank=outbox.NOTICE,
            origin="export",
        )

    await database.transact(send)
