"""Failed updates: an administrator lists them, without words, and runs them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import delete, insert, select

from storage.tables.message import failed_update, held_update, personal_text

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Failed:
    """One failed update: when it came, and the kind of error."""

    id: int
    at: datetime
    error: str
    can_run: bool
    """Whether it can be run again: it was read, and is stored in our own form."""


def newest(tx: Transaction, limit: int) -> list[Failed]:
    """The newest failed updates."""
    rows = tx.core.execute(
        select(failed_update.c.id, failed_update.c.at, failed_update.c.error, personal_text.c.body)
        .outerjoin(personal_text, failed_update.c.text_id == personal_text.c.id)
        .order_by(failed_update.c.id.desc())
        .limit(limit)
    )
    return [Failed(row.id, row.at, row.error, _is_ours(row.body)) for row in rows]


def forget_words(tx: Transaction, channel: str, chat: str, since: datetime) -> None:
    """Delete the content of a chat's updates that failed from `since` on; their rows stay."""
    texts = select(failed_update.c.text_id).where(
        failed_update.c.at >= since,
        failed_update.c.channel == channel,
        failed_update.c.chat == chat,
        failed_update.c.text_id.is_not(None),
    )
    tx.core.execute(delete(personal_text).where(personal_text.c.id.in_(texts)))


def run_again(tx: Transaction, failed_id: int, now: datetime) -> bool:
    """Move a failed update to the deferred ones; False when it is gone or unreadable."""
    row = tx.core.execute(
        select(failed_update.c.text_id, failed_update.c.key, personal_text.c.body)
        .join(personal_text, failed_update.c.text_id == personal_text.c.id)
        .where(failed_update.c.id == failed_id)
    ).first()
    if row is None or not _is_ours(row.body):
        return False
    content = orjson.loads(row.body)
    tx.core.execute(delete(failed_update).where(failed_update.c.id == failed_id))
    tx.core.execute(
        insert(held_update).values(
            channel=content["channel"],
            chat=content["chat"],
            sender=content["sender"],
            key=row.key,
            at=now,
            text_id=row.text_id,
        )
    )
    return True


def _is_ours(body: str | None) -> bool:
    return bool(body) and "tap_id" in orjson.loads(body or "{}")
