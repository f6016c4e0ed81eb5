"""How satisfied residents are with the handling of their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from storage.messages import personal_texts
from storage.tables.case import satisfaction

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


def rate(
    tx: Transaction,
    *,
    submission_id: int,
    unit_id: str,
    official_id: int | None,
    score: int,
    at: datetime,
) -> None:
    """Store a score of 1 to 5 for a case; it replaces an earlier one."""
    tx.core.execute(delete(satisfaction).where(satisfaction.c.submission_id == submission_id))
    tx.core.execute(
        insert(satisfaction).values(
            submission_id=submission_id,
            unit_id=unit_id,
            official_id=official_id,
            score=score,
            text_id=None,
            at=at,
        )
    )


def is_rated(tx: Transaction, submission_id: int) -> bool:
    """Whether the case has a score."""
    found = tx.core.execute(
        select(satisfaction.c.id).where(satisfaction.c.submission_id == submission_id)
    )
    return found.first() is not None


def explain(
    tx: Transaction, submission_id: int, *, body: str, person_id: int, at: datetime
) -> None:
    """Add the reason for the score, in the resident's words."""
    text_id = personal_texts.store(tx, body, person_id=person_id, at=at)
    tx.core.execute(
        update(satisfaction)
        .where(satisfaction.c.submission_id == submission_id)
        .values(text_id=text_id)
    )
