"""Failed lookups of case codes, counted so that nobody can guess the codes of others' cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from storage.tables.case import wrong_code

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


def add(tx: Transaction, channel: str, sender: str, at: datetime) -> None:
    """Store a failed lookup: the sender asked for a code that does not exist."""
    tx.core.execute(insert(wrong_code).values(channel=channel, sender=sender, at=at))


def count(tx: Transaction, channel: str, sender: str, since: datetime) -> int:
    """The number of the sender's failed lookups after `since` (UTC)."""
    return int(
        tx.core.execute(
            select(func.count())
            .select_from(wrong_code)
            .where(
                wrong_code.c.channel == channel,
                wrong_code.c.sender == sender,
                wrong_code.c.at >= since,
            )
        ).scalar_one()
    )
