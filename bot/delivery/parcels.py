"""A row as the parcel that a channel is handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.contract import Operation, Parcel
from storage import outbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.database import Database
    from storage.outbox import OutboxRow


class TargetWaits(Exception):
    """What the row is to edit or delete is not sent yet."""


async def parcel_of(row: OutboxRow, given: Mapping[int, str], database: Database) -> Parcel | None:
    """What to hand to the channel; None when there is nothing to edit or delete: its target was
    never sent. `given` holds what was sent but not recorded. Raises `TargetWaits`, `DatabaseIll`.
    """
    target = row.target
    wanted = row.target_row
    if wanted is not None:
        target = given.get(wanted, "")
        if not target:
            target, state = await database.read(lambda tx: outbox.provider_message(tx, wanted))
            if state in ("waiting", "parked"):
                raise TargetWaits
    operation = Operation(row.operation)
    if not target and operation in (Operation.EDIT, Operation.DELETE):
        return None
    return Parcel(row.chat, operation, row.message, target, row.menu, row.origin)
