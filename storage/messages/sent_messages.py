"""Messages in the outbox that can still be changed, found by their topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete as delete_rows, or_, select

from domain.messages.message import Outgoing
from storage.messages import outbox as queue, outbox_states
from storage.messages.outbox_states import UNSENT, State
from storage.tables.message import outbox, personal_text

if TYPE_CHECKING:
    from datetime import datetime

    from domain.messages.message import Choice
    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message in the outbox, sent or not."""

    id: int
    channel: str
    chat: str
    person_id: int | None
    state: str
    not_before: datetime
    is_file: bool


_COLUMNS = (
    outbox.c.id,
    outbox.c.channel,
    outbox.c.chat,
    outbox.c.person_id,
    outbox.c.state,
    outbox.c.not_before,
    outbox.c.content,
)
_CAN_CHANGE = (outbox.c.operation == "send", outbox.c.state.in_((*UNSENT, State.SENT)))


def of_case(tx: Transaction, submission_id: int, topic: str) -> list[SentMessage]:
    """The messages about a case under a topic that are sent or may still be, oldest first.

    The parts of a long text and its files are included.
    """
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(
            outbox.c.submission_id == submission_id,
            or_(outbox.c.topic == topic, outbox.c.topic.startswith(f"{topic}:", autoescape=True)),
            *_CAN_CHANGE,
        )
        .order_by(outbox.c.id)
    )
    return [_message(row) for row in rows]


def of_topic(
    tx: Transaction, person_id: int, topic: str, *, since: datetime | None = None
) -> list[SentMessage]:
    """The person's messages under a topic that are sent or may still be, oldest first.

    The parts of a long text are included. `since`: only those that were queued from then on.
    """
    parts = outbox.c.topic.startswith(f"{topic}:", autoescape=True)
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(
            outbox.c.person_id == person_id,
            or_(outbox.c.topic == topic, parts),
            *_CAN_CHANGE,
            *([outbox.c.created_at >= since] if since else []),
        )
        .order_by(outbox.c.id)
    )
    return [_message(row) for row in rows]


def by_row(tx: Transaction, row_id: int) -> SentMessage | None:
    """The message of an outbox row, in any state; None if there is no such row."""
    row = tx.core.execute(select(*_COLUMNS).where(outbox.c.id == row_id)).first()
    return _message(row) if row else None


def overwrite(
    tx: Transaction,
    message: SentMessage,
    html: str,
    *,
    now: datetime,
    submission_id: int | None = None,
) -> None:
    """Delete the message's words and show `html` instead; withdraw it if it is not sent."""
    forget_words(tx, message)
    if message.state == State.SENT:
        edit(tx, message, html, (), now=now, submission_id=submission_id)
    else:
        withdraw(tx, message)


def forget_words(tx: Transaction, message: SentMessage) -> None:
    """Delete the message's words here; on the screen it stays as it is."""
    tx.core.execute(
        delete_rows(personal_text).where(
            personal_text.c.id.in_(select(outbox.c.text_id).where(outbox.c.id == message.id))
        )
    )


def withdraw(tx: Transaction, message: SentMessage) -> None:
    """Withdraw a message that is not sent yet; a sent one does not change."""
    outbox_states.withdraw(tx, outbox.c.id == message.id)


def edit(
    tx: Transaction,
    message: SentMessage,
    html: str,
    choices: tuple[tuple[Choice, ...], ...],
    *,
    now: datetime,
    submission_id: int | None,
    how: str = "",
    supersedes: bool = True,
    reachable: bool | None = None,
) -> int:
    """Queue an edit of a message to `html` and these choices; returns the id of the edit's row.

    It is sent after the message itself. `how` is the line above choices that are shown as a numbered
    list. `supersedes` and `reachable` are as for `outbox.put`.
    """
    return queue.put(
        tx,
        channel=message.channel,
        chat=message.chat,
        now=now,
        message=Outgoing(html, choices, how=how),
        rank=queue.NOTICE,
        person_id=message.person_id,
        operation="edit",
        target_row=message.id,
        not_before=max(now, message.not_before),
        submission_id=submission_id,
        origin="edit",
        topic=f"edit:{message.id}",
        supersedes=supersedes,
        reachable=reachable,
    )


def delete(tx: Transaction, message: SentMessage, *, now: datetime) -> None:
    """Queue the message's deletion from the chat; withdraw it if it is not sent yet."""
    if message.state != State.SENT:
        withdraw(tx, message)
        return
    queue.put(
        tx,
        channel=message.channel,
        chat=message.chat,
        now=now,
        rank=queue.NOTICE,
        operation="delete",
        target_row=message.id,
        origin="delete",
    )


def _message(row: Any) -> SentMessage:
    is_file = "file" in (row.content or {})
    return SentMessage(
        row.id, row.channel, row.chat, row.person_id, row.state, row.not_before, is_file
    )
