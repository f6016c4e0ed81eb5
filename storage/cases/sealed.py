"""Sealed words, which read like a denunciation and wait for their author's decision.

They are stored only here, in one row for each conversation; later messages are added to it. They are
shown to nobody but their author. Call-backs are stored without words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from domain.cases.tracking_code import new_code
from storage import tasks
from storage.engine.dialects import insert_if_new
from storage.engine.statements import Statement
from storage.tables.case import call_back, sealed_words
from storage.tables.message import conversation

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


ACTION = "denounce"
"""The prefix of the data of the denunciation screen's buttons."""
OPENS = f"{ACTION}:"
"""The data of a button that leads to the screen, from elsewhere."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed words of one conversation."""

    id: int
    channel: str
    chat: str
    sender: str
    person_id: int
    body: str
    files: list[dict[str, Any]]
    messages: list[str]
    """The service's ids of the messages that brought them."""
    at: datetime
    expires_at: datetime
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallBack:
    """A person's request for a call; its subject is not stored."""

    id: int
    code: str
    person_id: int | None
    phone: str
    at: datetime
    done_at: datetime | None


_COLUMNS = [sealed_words.c[name] for name in Sealed.__slots__]
_CALL_COLUMNS = [call_back.c[name] for name in CallBack.__slots__]
_CALL = Statement(
    insert_if_new(call_back, "code", "person_id", "phone", "at").returning(call_back.c.id)
)


def seal(
    tx: Transaction,
    *,
    channel: str,
    chat: str,
    sender: str,
    person_id: int,
    body: str,
    files: list[dict[str, Any]],
    messages: list[str],
    now: datetime,
    expires_at: datetime,
) -> Sealed:
    """Seal messages: add them to the conversation's sealed words, whose expiry does not change."""
    before = of_chat(tx, channel, chat, sender)
    if before is None:
        row = tx.core.execute(
            insert(sealed_words)
            .values(
                channel=channel,
                chat=chat,
                sender=sender,
                person_id=person_id,
                body=body,
                files=files,
                messages=messages,
                at=now,
                expires_at=expires_at,
                reminded_at=None,
            )
            .returning(*_COLUMNS)
        ).one()
        return Sealed(*row)
    row = tx.core.execute(
        update(sealed_words)
        .where(sealed_words.c.id == before.id)
        .values(
            body="\n".join(part for part in (before.body, body) if part),
            files=before.files + files,
            messages=list(dict.fromkeys((*before.messages, *messages))),
        )
        .returning(*_COLUMNS)
    ).one()
    return Sealed(*row)


def of_chat(tx: Transaction, channel: str, chat: str, sender: str) -> Sealed | None:
    """The sealed words of this conversation, or None."""
    row = tx.core.execute(
        select(*_COLUMNS).where(
            sealed_words.c.channel == channel,
            sealed_words.c.chat == chat,
            sealed_words.c.sender == sender,
        )
    ).first()
    return Sealed(*row) if row else None


def destroy(tx: Transaction, sealed_id: int, now: datetime) -> None:
    """Delete sealed words.

    They are overwritten in the file (`secure_delete`), and soon in the write-ahead log.
    """
    tx.core.execute(delete(sealed_words).where(sealed_words.c.id == sealed_id))
    tasks.add(tx, tasks.SCRUB, {}, now)


def to_remind(tx: Transaction, now: datetime) -> list[Sealed]:
    """Sealed words past half of their time whose author was not reminded yet."""
    rows = tx.core.execute(
        select(*_COLUMNS).where(
            sealed_words.c.reminded_at.is_(None), sealed_words.c.expires_at > now
        )
    )
    return [one for one in (Sealed(*row) for row in rows) if now - one.at >= one.expires_at - now]


def reminded(tx: Transaction, sealed_id: int, now: datetime) -> None:
    """Store that the author was reminded, which happens once."""
    tx.core.execute(
        update(sealed_words).where(sealed_words.c.id == sealed_id).values(reminded_at=now)
    )


def expired(tx: Transaction, now: datetime) -> list[Sealed]:
    """Sealed words that have expired."""
    rows = tx.core.execute(select(*_COLUMNS).where(sealed_words.c.expires_at <= now))
    return [Sealed(*row) for row in rows]


def screen_is_open(tx: Transaction, channel: str, chat: str, sender: str) -> bool:
    """Whether the denunciation screen is the last screen of this conversation.

    If so, everything that is sent counts as content.
    """
    row = tx.core.execute(
        select(conversation.c.offered).where(
            conversation.c.channel == channel,
            conversation.c.chat == chat,
            conversation.c.sender == sender,
        )
    ).first()
    return row is not None and is_screen(row.offered)


def is_screen(offered: list[list[str]]) -> bool:
    """Whether these choices, the last that were shown, are those of the denunciation screen."""
    return any(data.startswith(f"{ACTION}:") and data != OPENS for _label, data in offered)


def ask_call(tx: Transaction, *, person_id: int, phone: str, now: datetime) -> CallBack:
    """Store a call-back under a new code."""
    code, row = "", None
    while row is None:
        code = new_code()
        row = tx.one(_CALL, code=code, person_id=person_id, phone=phone, at=now)
    return CallBack(row.id, code, person_id, phone, now, None)


def call(tx: Transaction, call_id: int) -> CallBack | None:
    """The call-back, or None."""
    row = tx.core.execute(select(*_CALL_COLUMNS).where(call_back.c.id == call_id)).first()
    return CallBack(*row) if row else None


def open_calls(tx: Transaction) -> list[CallBack]:
    """Call-backs that were not made yet, oldest first."""
    rows = tx.core.execute(
        select(*_CALL_COLUMNS).where(call_back.c.done_at.is_(None)).order_by(call_back.c.id)
    )
    return [CallBack(*row) for row in rows]


def called(tx: Transaction, call_id: int, *, official_id: int, now: datetime) -> bool:
    """Mark a call-back as done and delete the number; returns False if it was done before."""
    row = tx.core.execute(
        update(call_back)
        .where(call_back.c.id == call_id, call_back.c.done_at.is_(None))
        .values(done_at=now, done_by=official_id, phone="")
        .returning(call_back.c.id)
    ).first()
    return row is not None
