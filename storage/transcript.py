"""What people said to us, in the order it came. What we said lies in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from storage import words
from storage.statements import Statement, inserting
from storage.tables.messages import transcript

if TYPE_CHECKING:
    from datetime import datetime

    from storage.transaction import Transaction

_ADD = Statement(inserting(transcript))


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
    """Keep one message; `body` may be empty (a tap, a sealed text)."""
    text_id = words.keep(tx, body, person_id=person_id, at=at) if body else None
    tx.run(
        _ADD, channel=channel, chat=chat, person_id=person_id, at=at, kind=kind, message=message,
        text_id=text_id, submission_id=submission_id,
    )  # fmt: skip


def attach(
    tx: Transaction, *, channel: str, chat: str, messages: list[str], submission_id: int
) -> None:
    """These messages of the chat belong to this case."""
    tx.core.execute(
        update(transcript)
        .where(
            transcript.c.channel == channel, transcript.c.chat == chat,
            transcript.c.message.in_(messages),
        )
        .values(submission_id=submission_id)
    )  # fmt: skip
