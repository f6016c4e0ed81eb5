"""Receipts: officials' messages that follow the state of a message until it is final."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update

from domain.messages.quota import ParkReason
from storage.engine.statements import Statement, inserting
from storage.messages.outbox_states import State
from storage.tables.case import receipt, submission_event
from storage.tables.message import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

SHOWN = (State.SENT, State.DEAD, State.PARKED, State.TOLD)
"""States of a resident's message that a receipt shows."""
FINAL = (State.SENT, State.TOLD)
"""States that do not change any more."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt whose resident's message has a new state."""

    event_id: int
    submission_id: int
    act: str
    official_id: int | None
    withdrawn: bool
    row_id: int
    """The outbox row of the official's message."""
    state: str
    """The current state of the resident's message."""
    sent_at: datetime | None


_ADD = Statement(inserting(receipt))
_MARK = Statement(
    update(receipt)
    .where(receipt.c.event_id == bindparam("of_event"))
    .values(state=bindparam("to_state"))
)
_DROP = Statement(delete(receipt).where(receipt.c.event_id == bindparam("of_event")))


def add(tx: Transaction, event_id: int, row_id: int) -> None:
    """Store that this outbox row is the receipt of an event."""
    tx.run(_ADD, event_id=event_id, outbox_id=row_id, state="")


def due(tx: Transaction, limit: int = 100) -> list[Receipt]:
    """The receipts that show another state than their message has."""
    rows = tx.core.execute(
        select(
            receipt.c.event_id,
            submission_event.c.submission_id,
            submission_event.c.act,
            submission_event.c.official_id,
            submission_event.c.withdrawn_at.is_not(None),
            receipt.c.outbox_id,
            outbox.c.state,
            outbox.c.sent_at,
        )
        .join(submission_event, submission_event.c.id == receipt.c.event_id)
        .join(outbox, submission_event.c.outbox_id == outbox.c.id)
        .where(
            receipt.c.state != outbox.c.state,
            outbox.c.state.in_(SHOWN),
            outbox.c.error != ParkReason.GATHERS,
        )
        .order_by(receipt.c.event_id)
        .limit(limit)
    )
    return [Receipt(*row) for row in rows]


def mark(tx: Transaction, event_id: int, state: str) -> None:
    """Store the state that the receipt shows now; delete the receipt if the state is final."""
    if state in FINAL:
        tx.run(_DROP, of_event=event_id)
    else:
        tx.run(_MARK, of_event=event_id, to_state=state)
