"""The keys of received updates, and the failed updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.engine.dialects import insert_if_new
from storage.engine.statements import Statement, inserting
from storage.messages import personal_texts
from storage.tables.message import failed_update, seen_update

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

_SEEN = Statement(insert_if_new(seen_update, "channel", "key", "at").returning(seen_update.c.key))
_FAILED = Statement(inserting(failed_update))


def is_new(tx: Transaction, channel: str, key: str, at: datetime) -> bool:
    """Store an update's key; returns False when it was stored before."""
    return tx.one(_SEEN, channel=channel, key=key, at=at) is not None


def store_failed(
    tx: Transaction,
    *,
    channel: str,
    key: str,
    chat: str,
    at: datetime,
    error: str,
    trace: str,
    raw: str,
    person_id: int | None = None,
) -> None:
    """Store an update that could not be handled.

    `error` and `trace` contain no values of it. `raw` is its content, stored where it can be erased;
    empty if it must not be stored.
    """
    text_id = personal_texts.store(tx, raw, person_id=person_id, at=at) if raw else None
    tx.run(
        _FAILED,
        channel=channel,
        key=key,
        chat=chat,
        at=at,
        error=error,
        trace=trace,
        text_id=text_id,
    )
