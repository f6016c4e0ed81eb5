"""Counts of cases over time: received, answered, the median time, satisfaction scores.

Everything is counted inside the database, from an index alone: a month may have a hundred thousand
cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from storage.cases.submissions import Submission
from storage.engine.dialects import listed_where, seconds_between
from storage.tables.case import satisfaction, submission

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement

    from storage.engine.transaction import Transaction


LOOKED_AT = 2_000
"""A median is computed from at most about this many cases.

Of twice as many every second handful is sampled, of four times as many every fourth, and so on.
"""
HANDFUL = 16
"""Consecutive cases that are sampled together.

If every third case were sampled, a unit that gets every third case would have all of its cases in the
sample, or none.
"""


@dataclass(frozen=True, slots=True)
class CaseStatistics:
    """The counts of one period."""

    received: int
    answered: int
    half_within: timedelta | None
    """The median time from filing to the answer; None when nothing was answered."""
    scores: dict[int, int]
    """Score from 1 to 5 → how many gave it."""


def of_period(
    tx: Transaction,
    since: datetime,
    until: datetime,
    unit_id: str = "",
    without: Collection[int] = (),
) -> CaseStatistics:
    """The statistics from `since` to before `until`, of one unit or (empty) of all.

    `without`: the ids of cases that the reader may not know of.
    """
    received = _count(tx, _within(submission.c.received_at, since, until, unit_id, without))
    every = 1 << max((received // LOOKED_AT).bit_length() - 1, 0)
    # Bits of the id, not a remainder: it is computed for each of a hundred thousand rows.
    chosen = submission.c.id.bitwise_and((every - 1) * HANDFUL) == 0
    took = seconds_between(submission.c.answered_at, submission.c.received_at)
    # Both from one pass over the index.
    answered, some = tx.core.execute(
        select(func.count(), listed_where(took, chosen)).where(
            *_within(submission.c.answered_at, since, until, unit_id, without)
        )
    ).one()
    times = sorted(some or ())
    scores: Any = tx.core.execute(
        select(satisfaction.c.score, func.count())
        .where(*_within(satisfaction.c.at, since, until, unit_id, without))
        .group_by(satisfaction.c.score)
    ).all()
    half_within = timedelta(seconds=times[(len(times) - 1) // 2]) if times else None
    return CaseStatistics(received, answered, half_within, dict(scores))


def counts(
    tx: Transaction,
    since: datetime,
    until: datetime,
    unit_id: str = "",
    without: Collection[int] = (),
) -> tuple[int, int]:
    """(How many cases were received, how many were answered) from `since` to before `until`."""
    return (
        _count(tx, _within(submission.c.received_at, since, until, unit_id, without)),
        _count(tx, _within(submission.c.answered_at, since, until, unit_id, without)),
    )


def head_only(tx: Transaction, since: datetime) -> list[Submission]:
    """The cases for heads alone that may be in statistics from `since` on."""
    rows = tx.core.execute(
        select(*(submission.c[name] for name in Submission.__slots__)).where(
            submission.c.head_only.is_(True),
            or_(
                submission.c.received_at >= since,
                submission.c.answered_at >= since,
                submission.c.closed_at.is_(None),
                submission.c.closed_at >= since,
            ),
        )
    )
    return [Submission(*row) for row in rows]


def _within(
    moment: Column[Any],
    since: datetime,
    until: datetime,
    unit_id: str,
    without: Collection[int],
) -> list[ColumnElement[bool]]:
    columns = moment.table.c
    case_id = columns.id if moment.table is submission else columns.submission_id
    unit = [columns.unit_id == unit_id] if unit_id else []
    # Only where there are any: with the id PostgreSQL does not read the index alone.
    hidden = [case_id.not_in(without)] if without else []
    return [moment >= since, moment < until, *unit, *hidden]


def _count(tx: Transaction, conditions: list[ColumnElement[bool]]) -> int:
    return int(
        tx.core.execute(
            select(func.count()).select_from(submission).where(*conditions)
        ).scalar_one()
    )
