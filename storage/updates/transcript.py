"""Received messages, in the order they came. What was sent is in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select, update

from storage.engine.statements import Statement, inserting
from storage.messages import personal_texts
from storage.tables.message import personal_text, transcript

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.engine.transaction import Transaction

_ADD = Statement(inserting(transcript))
_BELONGS = Statement(
    update(transcript)
    .where(
        transcript.c.channel == bindparam("of_channel"),
        transcript.c.chat == bindparam("of_chat"),
        transcript.c.message == bindparam("of_message"),
    )
    .values(submission_id=bindparam("case"))
)


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """One received message, and the case that it belongs to."""

    person_id: int | None
    submission_id: int | None
    body: str


def add(
    tx: Transaction,
    *,
    channel: str,
    chat: str,
    person_id: int | None,
    at: datetime,
    kind: str,
    message: str,
    body: str,
    submission_id: int | None = None,
) -> None:
    """Store a received message; `body` is empty for a tap or a sealed text."""
    text_id = personal_texts.store(tx, body, person_id=person_id, at=at) if body else None
    tx.run(
        _ADD,
        channel=channel,
        chat=chat,
        person_id=person_id,
        at=at,
        kind=kind,
        message=message,
        text_id=text_id,
        submission_id=submission_id,
    )


def find(tx: Transaction, channel: str, chat: str, message: str) -> ReceivedMessage | None:
    """The newest received message with this id of the service's, with its words."""
    row: Any = tx.core.execute(
        select(
            transcript.c.person_id,
            transcript.c.submission_id,
            func.coalesce(personal_text.c.body, ""),
        )
        .outerjoin(personal_text, transcript.c.text_id == personal_text.c.id)
        .where(
            transcript.c.channel == channel,
            transcript.c.chat == chat,
            transcript.c.message == message,
            transcript.c.kind != "tap",
        )
        .order_by(transcript.c.id.desc())
        .limit(1)
    ).first()
    return ReceivedMessage(*row) if row else None


def unfiled(
    tx: Transaction, channel: str, chat: str, person_id: int, *, since: datetime
) -> list[tuple[str, str]]:
    """A person's messages with words in a chat from `since` on that belong to no case.

    The service's id of each and its words, oldest first.
    """
    rows = tx.core.execute(
        select(transcript.c.message, personal_text.c.body)
        .join(personal_text, transcript.c.text_id == personal_text.c.id)
        .where(
            transcript.c.channel == channel,
            transcript.c.chat == chat,
            transcript.c.person_id == person_id,
            transcript.c.submission_id.is_(None),
            transcript.c.at >= since,
        )
        .order_by(transcript.c.id)
    )
    return [(row.message, row.body) for row in rows]


def first_of(tx: Transaction, channel: str, chat: str, messages: Sequence[str]) -> datetime | None:
    """The moment at which the first of these messages was received; None if there is none."""
    return tx.core.execute(
        select(func.min(transcript.c.at)).where(
            transcript.c.channel == channel,
            transcript.c.chat == chat,
            transcript.c.message.in_(messages),
        )
    ).scalar()


def attach(
    tx: Transaction, *, channel: str, chat: str, messages: list[str], submission_id: int
) -> None:
    """Link messages of a chat to a case."""
    tx.run_many(
        _BELONGS,
        [
            {"of_channel": channel, "of_chat": chat, "of_message": message, "case": submission_id}
            for message in messages
        ],
    )


def erase(tx: Transaction, channel: str, chat: str, messages: list[str]) -> None:
    """Delete the words of these messages, but those of a case; the rows stay, without words."""
    of_messages = select(transcript.c.text_id).where(
        transcript.c.channel == channel,
        transcript.c.chat == chat,
        transcript.c.message.in_(messages),
        transcript.c.submission_id.is_(None),
        transcript.c.text_id.is_not(None),
    )
    tx.core.execute(delete(personal_text).where(personal_text.c.id.in_(of_messages)))
