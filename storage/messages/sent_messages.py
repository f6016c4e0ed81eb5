"""What was said about a case and can still be changed: messages found again by their topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete as delete_rows, literal_column, or_, select

from domain.messages.message import Outgoing
from domain.messages.quota import ParkReason
from storage.messages import outbox as queue, outbox_states
from storage.messages.outbox_states import UNSENT, State
from storage.tables.case import submission_event
from storage.tables.message import outbox, personal_text

if TYPE_CHECKING:
    from datetime import datetime

    from domain.messages.message import Choice
    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it lies in the outbox."""

    id: int
    channel: str
    chat: str
    person_id: int | None
    state: str
    not_before: datetime
    is_file: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """An official's copy of "sent", to be told how the message itself fared."""

    event_id: int
    submission_id: int
    act: str
    official_id: int | None
    withdrawn: bool
    row_id: int
    """The outbox row of the official's copy."""
    state: str
    """Of the resident's message now: sent, dead, parked."""
    sent_at: datetime | None


def of_case(tx: Transaction, submission_id: int, topic: str) -> list[Said]:
    """The messages of a topic, oldest first: a long text's parts and its files are among them."""
    rows = tx.core.execute(
        select(
            outbox.c.id, outbox.c.channel, outbox.c.chat, outbox.c.person_id, outbox.c.state,
            outbox.c.not_before, outbox.c.content,
        )
        .where(
            outbox.c.submission_id == submission_id,
            outbox.c.operation == "send",
            or_(outbox.c.topic == topic, outbox.c.topic.startswith(f"{topic}:", autoescape=True)),
            outbox.c.state.in_((*UNSENT, State.SENT)),
        )
        .order_by(outbox.c.id)
    )  # fmt: skip
    return [
        Said(
            row.id, row.channel, row.chat, row.person_id, row.state, row.not_before,
            "file" in (row.content or {}),
        )
        for row in rows
    ]  # fmt: skip


def of_topic(tx: Transaction, person_id: int, topic: str) -> list[Said]:
    """What this person was told under a topic, oldest first."""
    rows = tx.core.execute(
        select(outbox.c.id)
        .where(
            outbox.c.person_id == person_id, outbox.c.topic == topic,
            outbox.c.operation == "send", outbox.c.state.in_((*UNSENT, State.SENT)),
        )
        .order_by(outbox.c.id)
    )  # fmt: skip
    found = [by_row(tx, row.id) for row in rows.all()]
    return [one for one in found if one is not None]


def unsay(
    tx: Transaction, said: Said, html: str, *, now: datetime, submission_id: int | None = None
) -> None:
    """Have the message read `html` and keep nothing of what it said before; one that did not go
    out yet does not go out any more."""
    tx.core.execute(
        delete_rows(personal_text).where(
            personal_text.c.id.in_(select(outbox.c.text_id).where(outbox.c.id == said.id))
        )
    )
    if said.state == State.SENT:
        edit(tx, said, html, (), now=now, submission_id=submission_id)
    else:
        withdraw(tx, said)


def withdraw(tx: Transaction, said: Said) -> None:
    """A message that did not go out yet does not go out any more."""
    outbox_states.withdraw(tx, outbox.c.id == said.id)


def edit(
    tx: Transaction,
    said: Said,
    html: str,
    choices: tuple[tuple[Choice, ...], ...],
    *,
    now: datetime,
    submission_id: int | None,
    how: str = "",
) -> int:
    """Have the message read `html` as soon as it is there; returns the new row's id. `how` stands
    above the choices where they are a list to type from."""
    return queue.put(
        tx, channel=said.channel, chat=said.chat, now=now, message=Outgoing(html, choices, how=how),
        rank=queue.NOTICE, person_id=said.person_id, operation="edit", target_row=said.id,
        not_before=max(now, said.not_before), submission_id=submission_id, origin="edit",
        topic=f"edit:{said.id}",
    )  # fmt: skip


def delete(tx: Transaction, said: Said, *, now: datetime) -> None:
    """Take the message out of the chat, or out of the queue."""
    if said.state != State.SENT:
        withdraw(tx, said)
        return
    queue.put(
        tx, channel=said.channel, chat=said.chat, now=now, rank=queue.NOTICE,
        operation="delete", target_row=said.id, origin="delete",
    )  # fmt: skip


def receipts(tx: Transaction, limit: int = 100) -> list[Receipt]:
    """Messages to residents whose fate is known and not told to the official yet."""
    rows = tx.core.execute(
        select(
            submission_event.c.id, submission_event.c.submission_id,
            submission_event.c.act, submission_event.c.official_id,
            submission_event.c.withdrawn_at.is_not(None), submission_event.c.receipt_id,
            outbox.c.state, outbox.c.sent_at,
        )
        .join(outbox, submission_event.c.outbox_id == outbox.c.id)
        .where(
            submission_event.c.receipt_id.is_not(None),
            # Written out, not bound: only so does SQLite see that the partial index fits.
            submission_event.c.receipt_state != literal_column("'sent'"),
            submission_event.c.receipt_state != outbox.c.state,
            outbox.c.state.in_((State.SENT, State.DEAD, State.PARKED, State.TOLD)),
            outbox.c.error != ParkReason.GATHERS,
        )
        .order_by(submission_event.c.id)
        .limit(limit)
    )  # fmt: skip
    return [Receipt(*row) for row in rows]


def by_row(tx: Transaction, row_id: int) -> Said | None:
    """One message of the outbox."""
    row = tx.core.execute(
        select(
            outbox.c.id, outbox.c.channel, outbox.c.chat, outbox.c.person_id, outbox.c.state,
            outbox.c.not_before, outbox.c.content,
        ).where(outbox.c.id == row_id)
    ).first()  # fmt: skip
    if row is None:
        return None
    return Said(
        row.id, row.channel, row.chat, row.person_id, row.state, row.not_before,
        "file" in (row.content or {}),
    )  # fmt: skip
