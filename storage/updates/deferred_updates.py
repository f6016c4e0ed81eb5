"""Deferred messages: they came too fast, are stored and confirmed, and run in order later."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import delete, func, select

from domain.messages.message import (
    FileKind,
    Incoming,
    IncomingFile,
    Kind,
    Point,
    name_as_words,
)
from storage.engine.statements import Statement, inserting
from storage.messages import personal_texts
from storage.tables.message import held_update, personal_text

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction

_DEFER = Statement(inserting(held_update))


def defer(tx: Transaction, incoming: Incoming, *, person_id: int, now: datetime) -> None:
    """Store a whole message, to be run later."""
    text_id = personal_texts.store(tx, pack(incoming), person_id=person_id, at=now)
    tx.run(
        _DEFER,
        channel=incoming.channel,
        chat=incoming.chat,
        sender=incoming.sender,
        key=incoming.key,
        at=now,
        text_id=text_id,
    )


def pack(incoming: Incoming) -> str:
    """The whole message as JSON."""
    return orjson.dumps(asdict(incoming)).decode()


def senders(tx: Transaction, limit: int) -> list[tuple[str, str, str]]:
    """(channel, chat, sender) of everybody with deferred messages, the longest waiting first."""
    rows = tx.core.execute(
        select(held_update.c.channel, held_update.c.chat, held_update.c.sender)
        .group_by(held_update.c.channel, held_update.c.chat, held_update.c.sender)
        .order_by(func.min(held_update.c.id))
        .limit(limit)
    )
    return [(row.channel, row.chat, row.sender) for row in rows]


def has_any(tx: Transaction, channel: str, chat: str, sender: str) -> bool:
    """Whether the sender has deferred messages."""
    of_sender = (
        held_update.c.channel == channel,
        held_update.c.chat == chat,
        held_update.c.sender == sender,
    )
    return tx.core.execute(select(held_update.c.id).where(*of_sender).limit(1)).first() is not None


def number_of(tx: Transaction, channel: str, chat: str, sender: str) -> int:
    """How many deferred messages the sender has."""
    of_sender = (
        held_update.c.channel == channel,
        held_update.c.chat == chat,
        held_update.c.sender == sender,
    )
    counted = select(func.count()).select_from(held_update).where(*of_sender)
    return int(tx.core.execute(counted).scalar_one())


def pop_first(tx: Transaction, channel: str, chat: str, sender: str) -> Incoming | None:
    """Remove and return the sender's oldest deferred message; None when there is none."""
    row = tx.core.execute(
        select(held_update.c.id, held_update.c.text_id, personal_text.c.body)
        .join(personal_text, held_update.c.text_id == personal_text.c.id)
        .where(
            held_update.c.channel == channel,
            held_update.c.chat == chat,
            held_update.c.sender == sender,
        )
        .order_by(held_update.c.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    tx.core.execute(delete(held_update).where(held_update.c.id == row.id))
    tx.core.execute(delete(personal_text).where(personal_text.c.id == row.text_id))
    return _unpack(orjson.loads(row.body))


def with_words(tx: Transaction, channel: str, chat: str, sender: str) -> list[Incoming]:
    """The sender's deferred messages that have words or files, oldest first."""
    return [one for _row, one in _with_words(tx, channel, chat, sender)]


def drop_words(tx: Transaction, channel: str, chat: str, sender: str) -> None:
    """Delete the sender's deferred messages that have words or files."""
    for row, _incoming in _with_words(tx, channel, chat, sender):
        tx.core.execute(delete(held_update).where(held_update.c.id == row.id))
        tx.core.execute(delete(personal_text).where(personal_text.c.id == row.text_id))


def words_in(packed: str) -> str:
    """All that a packed message says."""
    data = orjson.loads(packed)
    names = (name_as_words(file["name"]) for file in data.get("files", ()))
    return "\n".join(filter(None, (data["text"], data.get("beside"), *names)))


def _with_words(
    tx: Transaction, channel: str, chat: str, sender: str
) -> list[tuple[Any, Incoming]]:
    rows = tx.core.execute(
        select(held_update.c.id, held_update.c.text_id, personal_text.c.body)
        .join(personal_text, held_update.c.text_id == personal_text.c.id)
        .where(
            held_update.c.channel == channel,
            held_update.c.chat == chat,
            held_update.c.sender == sender,
        )
        .order_by(held_update.c.id)
    )
    found = [(row, _unpack(orjson.loads(row.body))) for row in rows]
    return [
        (row, one) for row, one in found if one.kind is not Kind.TAP and (one.words or one.files)
    ]


def _unpack(data: dict[str, Any]) -> Incoming:
    data["kind"] = Kind(data["kind"])
    data["at"] = datetime.fromisoformat(data["at"])
    data["files"] = tuple(
        IncomingFile(**{**file, "kind": FileKind(file["kind"])}) for file in data["files"]
    )
    data["place"] = Point(**data["place"]) if data["place"] else None
    return Incoming(**data)
