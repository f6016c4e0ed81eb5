"""A row as the parcel that a channel is handed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.contract import Operation, Refused, SendRequest, TryAgain
from storage.cases import files
from storage.messages import outbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.messages.message import OutgoingFile
    from storage.engine.database import Database
    from storage.messages.outbox_row import OutboxRow


class TargetNotSent(Exception):
    """What the row is to edit or delete is not sent yet."""


async def send_request_of(
    row: OutboxRow, given: Mapping[int, str], database: Database
) -> SendRequest | None:
    """What to hand to the channel; None when there is nothing to edit or delete: its target was
    never sent. `given` holds what was sent but not recorded. Raises `TargetNotSent`, `DatabaseIll`;
    `TryAgain` while somebody's file is on its way to us, `Refused` when it is gone."""
    target = row.target
    wanted = row.target_row
    if wanted is not None:
        target = given.get(wanted, "")
        if not target:
            target, state = await database.read(lambda tx: outbox.provider_message(tx, wanted))
            if state in ("waiting", "parked"):
                raise TargetNotSent
    operation = Operation(row.operation)
    if not target and operation in (Operation.EDIT, Operation.DELETE):
        return None
    message = row.message
    if message is not None and message.file is not None and not message.file.path:
        message = replace(message, file=await _ours(message.file, database))
    return SendRequest(row.chat, operation, message, target, row.menu, row.origin)


async def _ours(file: OutgoingFile, database: Database) -> OutgoingFile:
    """With our copy as soon as there is one; without, where the service has it itself."""
    path = await database.read(lambda tx: files.path_of(tx, file.id)) if file.id else ""
    if path is None:
        raise Refused("the file was erased")
    if not path and not file.ref:
        raise TryAgain("our copy of the file is not there yet", ours=True)
    return replace(file, path=path)
