"""Messages about cases that their residents did not get, for officials to tell another way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, union_all

from domain.messages.quota import ParkReason
from storage.messages import outbox as queue
from storage.messages.outbox_states import State, is_in
from storage.tables.case import submission_event
from storage.tables.message import outbox, personal_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from storage.engine.transaction import Transaction


def newest(
    tx: Transaction, limit: int, *, channels: Collection[str], due_before: datetime
) -> Sequence[Any]:
    """The newest undelivered messages; one made of the news of several cases comes for each.

    Each has id, channel, chat, submission_id, created_at, state, error (why) and words. They are the parked and the dead ones, and those of `channels` that were due before `due_before`
    and were not sent. What only waits for other news to be bundled with is left out.
    """
    columns = (
        outbox.c.id.label("id"), outbox.c.channel, outbox.c.chat, submission_event.c.submission_id,
        outbox.c.created_at.label("created_at"), outbox.c.state, outbox.c.error,
        personal_text.c.body.label("words"),
    )  # fmt: skip
    of_case = outbox.join(submission_event, submission_event.c.outbox_id == outbox.c.id).join(
        personal_text, personal_text.c.id == outbox.c.text_id
    )
    overdue = or_(
        outbox.c.not_before < due_before,
        (outbox.c.attempts > 0) & (outbox.c.created_at < due_before),
    )
    conditions = (
        is_in(State.PARKED) & (outbox.c.error != ParkReason.GATHERS),
        is_in(State.DEAD),
        is_in(State.WAITING)
        & outbox.c.channel.in_(channels)
        & (outbox.c.rank == queue.NOTICE)
        & overdue,
    )
    every = union_all(*(select(*columns).select_from(of_case).where(one) for one in conditions))
    # By the id SQLite would read the whole table backwards instead of what is parked.
    found = every.order_by(
        every.selected_columns.created_at.desc(), every.selected_columns.id.desc()
    )
    return tx.core.execute(found.limit(limit)).all()
