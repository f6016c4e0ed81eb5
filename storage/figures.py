"""Counts of cases over time: how many came, how many were answered, how fast, how content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.tables.cases import satisfaction, submission

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement

    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one period; `spans` are the times from filing to the answer, `scores` are 1 to 5."""

    received: int
    answered: int
    spans: list[timedelta]
    scores: list[int]


def of_period(tx: Transaction, since: datetime, until: datetime, unit_id: str = "") -> Figures:
    """From `since` up to `until`, of one unit or (empty) of all."""
    unit = [submission.c.unit_id == unit_id] if unit_id else []
    received = _count(
        tx, submission.c.received_at >= since, submission.c.received_at < until, *unit
    )
    rows = tx.core.execute(
        select(submission.c.received_at, submission.c.answered_at).where(
            submission.c.answered_at >= since, submission.c.answered_at < until, *unit
        )
    ).all()
    scores = tx.core.execute(
        select(satisfaction.c.score).where(
            satisfaction.c.at >= since,
            satisfaction.c.at < until,
            *([satisfaction.c.unit_id == unit_id] if unit_id else []),
        )
    ).scalars()
    return Figures(
        received, len(rows), [row.answered_at - row.received_at for row in rows], list(scores)
    )


def _count(tx: Transaction, *conditions: ColumnElement[bool]) -> int:
    return int(
        tx.core.execute(
            select(func.count()).select_from(submission).where(*conditions)
        ).scalar_one()
    )
