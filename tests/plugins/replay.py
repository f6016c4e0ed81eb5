"""Replays the history of each case at the end of a test, and compares it with its row.

State, assignee, unit, due day and suspension must follow from the history alone, so that legal periods
can be computed from it. A test that changes the table itself sets `House.by_hand`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.cases import events, submissions
from storage.tables.case import submission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.cases.events import Event
    from storage.cases.submissions import Submission
    from storage.engine.transaction import Transaction

MOMENTS = {
    "due_at",
    "suspended_at",
    "asked_at",
    "answered_at",
    "closed_at",
    "formal_received_at",
}


@dataclass(frozen=True)
class Standing:
    """The part of a case's row that must follow from its history."""

    version: int = 0
    state: str = ""
    assignee_id: int | None = None
    unit_id: str = ""
    due_at: datetime | None = None
    suspended_at: datetime | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    formal_received_at: datetime | None = None
    reopened: int = 0
    urgent: bool = False
    head_only: bool = False


def replayed(history: Iterable[Event]) -> Standing:
    """Return the state of a case with this history (the oldest event first)."""
    standing = Standing()
    for event in history:
        assert event.from_state == standing.state, f"{event} does not begin in {standing.state!r}"
        assert event.version == standing.version + 1, f"{event} follows version {standing.version}"
        changed: dict[str, Any] = {
            name: datetime.fromisoformat(value) if name in MOMENTS and value else value
            for name, value in event.changed.items()
        }
        standing = replace(standing, version=event.version, state=event.to_state, **changed)
    return standing


def standing_of(case: Submission) -> Standing:
    """Return the state of the case's row."""
    return Standing(**{one.name: getattr(case, one.name) for one in fields(Standing)})


def check_all(tx: Transaction) -> None:
    """Raise AssertionError if a case's row differs from its replayed history."""
    for row in tx.core.execute(select(submission.c.id).order_by(submission.c.id)).all():
        case = submissions.by_id(tx, row.id)
        assert case is not None
        state = replayed(events.of_case(tx, case.id))
        assert state == standing_of(case), f"the history of {case.code} gives another state"
