"""The lists of open cases for officials: their own, the unit's, overdue, due soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal_column, or_, select

from domain.cases.acts import Act
from domain.cases.states import ENDED, CaseState
from storage.cases.submissions import Submission
from storage.tables.case import submission, submission_event

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

_COLUMNS = [submission.c[name] for name in Submission.__slots__]
_WORK_LEFT = submission.c.state.not_in([*ENDED, CaseState.ANSWERED])
_DUE = func.coalesce(submission.c.due_at, submission.c.first_notice_due)


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter for open cases. An empty field does not filter."""

    assignee_id: int | None = None
    unit_id: str = ""
    """Only cases of this unit; those for the head alone are never included."""
    with_assignee: int | None = None
    """Together with `unit_id`: also the cases given to this official by another unit."""
    head_only: bool = False
    """Whether cases for the head alone are included."""
    unassigned: bool = False
    due_before: datetime | None = None
    due_from: datetime | None = None
    without: tuple[int, ...] = ()
    """Ids of cases that this reader may not know of."""


def find(tx: Transaction, wanted: Filter, *, limit: int, offset: int = 0) -> list[Submission]:
    """Open cases that the office must handle: urgent ones first, then by due day."""
    order = (submission.c.urgent.desc(), _DUE.is_(None), _DUE, submission.c.id)
    # The ids come from an index alone; only the rows of the page are read.
    page = select(submission.c.id).where(*_conditions(wanted)).order_by(*order)
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(submission.c.id.in_(page.limit(limit).offset(offset)))
        .order_by(*order)
    )
    return [Submission(*row) for row in rows]


def count(tx: Transaction, wanted: Filter) -> int:
    """Count the cases that the filter finds."""
    return int(
        tx.core.execute(
            select(func.count()).select_from(submission).where(*_conditions(wanted))
        ).scalar_one()
    )


def _conditions(wanted: Filter) -> list[Any]:
    conditions: list[Any] = [_WORK_LEFT, submission.c.closed_at.is_(None)]
    if wanted.assignee_id is not None:
        conditions.append(submission.c.assignee_id == wanted.assignee_id)
    if wanted.unit_id and wanted.with_assignee is not None:
        own = submission.c.unit_id == wanted.unit_id
        conditions.append(or_(own, submission.c.assignee_id == wanted.with_assignee))
    elif wanted.unit_id:
        conditions.append(submission.c.unit_id == wanted.unit_id)
    if not wanted.head_only:
        conditions.append(submission.c.head_only.is_(False))
    if wanted.unassigned:
        conditions.append(submission.c.assignee_id.is_(None))
    if wanted.due_before is not None:
        conditions.append(wanted.due_before > _DUE)
    if wanted.due_from is not None:
        conditions.append(wanted.due_from <= _DUE)
    if wanted.without:
        conditions.append(submission.c.id.not_in(wanted.without))
    return conditions


def head_only(tx: Transaction) -> list[Submission]:
    """Every open case for the head alone."""
    rows = tx.core.execute(select(*_COLUMNS).where(_WORK_LEFT, submission.c.head_only.is_(True)))
    return [Submission(*row) for row in rows]


def filed_by(tx: Transaction, person_id: int) -> list[int]:
    """The ids of the open cases that this person filed."""
    rows = tx.core.execute(
        select(submission.c.id).where(submission.c.person_id == person_id, _WORK_LEFT)
    )
    return [row.id for row in rows]


def assigned_to(tx: Transaction, official_id: int) -> list[Submission]:
    """The cases that are assigned to this official and have not ended, oldest first."""
    rows = tx.core.execute(
        select(*_COLUMNS).where(
            submission.c.assignee_id == official_id,
            submission.c.state.not_in(ENDED),
            submission.c.closed_at.is_(None),
        )
    )
    # Sorted here: with ORDER BY, SQLite would read the whole table instead of the index of open cases.
    return sorted((Submission(*row) for row in rows), key=lambda case: case.id)


def last_reply(tx: Transaction, submission_id: int) -> int:
    """The id of the newest answer that was not taken back; 0 if there is none."""
    found = tx.core.execute(
        select(func.max(submission_event.c.id)).where(
            submission_event.c.submission_id == submission_id,
            submission_event.c.act.in_((Act.ANSWER, Act.CORRECT)),
            submission_event.c.withdrawn_at.is_(None),
        )
    ).scalar()
    return int(found or 0)


def due_days(tx: Transaction, now: datetime, most: int = 7) -> list[tuple[datetime, int]]:
    """The next due moments (UTC) with the number of cases of each, without those for heads alone."""
    rows = tx.core.execute(
        select(_DUE, func.count())
        .where(
            _WORK_LEFT,
            submission.c.closed_at.is_(None),
            submission.c.head_only.is_(False),
            now <= _DUE,
        )
        .group_by(_DUE)
        .order_by(_DUE)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def answered_before(tx: Transaction, moment: datetime, limit: int) -> list[Submission]:
    """Cases that were answered before `moment` and have not ended."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        # A literal: with a bound value SQLite does not use the partial index.
        .where(
            submission.c.state == literal_column("'answered'"), submission.c.answered_at < moment
        )
        .order_by(submission.c.answered_at)
        .limit(limit)
    )
    return [Submission(*row) for row in rows]
