"""Turns an outbox row into the send request that its channel gets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.contract import Operation, Refused, SendRequest, TryAgain
from storage.cases import files
from storage.messages import outbox
from storage.messages.outbox_states import UNSENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.messages.message import OutgoingFile
    from storage.engine.database import Database
    from storage.messages.outbox_row import OutboxRow


class TargetNotSent(Exception):
    """The message that the row edits or deletes is not sent yet."""


async def send_request_of(
    row: OutboxRow, message_ids: Mapping[int, str], database: Database
) -> SendRequest | None:
    """The row's send request; None when the message to edit or delete was never sent.

    `message_ids`: the service's ids of rows that are sent and not recorded yet. Raises
    `TargetNotSent`, `DatabaseIll`, `TryAgain` while a file is being fetched from its service, and
    `Refused` when the file was erased.
    """
    target = row.target
    wanted = row.target_row
    if wanted is not None:
        target = message_ids.get(wanted, "")
        if not target:
            target, state = await database.read(lambda tx: outbox.provider_message(tx, wanted))
            if state in UNSENT:
                raise TargetNotSent
    operation = Operation(row.operation)
    if not target and operation in (Operation.EDIT, Operation.DELETE):
        return None
    message = row.message
    if message is not None and message.file is not None and not message.file.path:
        message = replace(message, file=await _with_copy(message.file, database))
    return SendRequest(row.chat, operation, message, target, row.menu, row.origin)


async def _with_copy(file: OutgoingFile, database: Database) -> OutgoingFile:
    """The file with the path of our copy; without one, as the service knows it."""
    path = await database.read(lambda tx: files.path_of(tx, file.id)) if file.id else ""
    if path is None:
        raise Refused("the file was erased")
    if not path and not file.ref:
        raise TryAgain("our copy of the file is not there yet", ours=True)
    return replace(file, path=path)
