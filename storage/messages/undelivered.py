"""Messages about cases that residents did not get; officials bring them another way."""

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
    """The newest undelivered messages; a bundle of several cases is listed for each case.

    Each has id, channel, chat, submission_id, created_at, state, error (why) and words. They are the
    parked and the dead messages, and those of `channels` that were due before `due_before` and are not
    sent. Messages that only wait to be bundled are left out.
    """
    columns = (
        outbox.c.id.label("id"),
        outbox.c.channel,
        outbox.c.chat,
        submission_event.c.submission_id,
        outbox.c.created_at.label("created_at"),
        outbox.c.state,
        outbox.c.error,
        personal_text.c.body.label("words"),
    )
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
    # Ordered by the id, SQLite would read the whole table backwards instead of the parked rows.
    found = every.order_by(
        every.selected_columns.created_at.desc(), every.selected_columns.id.desc()
    )
    return tx.core.execute(found.limit(limit)).all()
