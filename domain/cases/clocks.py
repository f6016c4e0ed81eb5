"""The due moments of a case, and how a change of its state moves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from domain.calendar import deadlines
from domain.cases.kinds import SubmissionKind, policy
from domain.cases.states import ENDED, CaseState
from domain.organisation import ZONE

if TYPE_CHECKING:
    from datetime import date, datetime

    from domain.organisation import Organisation


class Clocked(Protocol):
    """The fields of a case from which its due moments are computed. Moments are UTC."""

    @property
    def kind(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def suspended_at(self) -> datetime | None: ...
    @property
    def reopened(self) -> int: ...


@dataclass(frozen=True, slots=True)
class FirstDays:
    """The due moments (UTC) of a newly filed case."""

    first_notice_due: datetime
    due_at: datetime | None
    """None if the period for the answer does not run yet."""


def at_filing(kind: SubmissionKind, now: datetime, organisation: Organisation) -> FirstDays:
    """Return the due moments of a case that is filed at `now` (UTC)."""
    rules, calendar = organisation.rules[kind], organisation.working_days
    answer_due = deadlines.due(rules.resolve.read, now, calendar, ZONE)
    return FirstDays(
        deadlines.due(rules.first_notice.read, now, calendar, ZONE),
        None if policy(kind).formal_paper else answer_due,
    )


def moved(
    case: Clocked,
    to: CaseState,
    now: datetime,
    organisation: Organisation,
    *,
    until: date | None = None,
) -> dict[str, Any]:
    """Return the columns of a case that change with its state, with their new values.

    `until` is the local day to which the time is extended. The period of a formal paper runs from
    its acceptance (Luật Khiếu nại 2011). The period does not run while the case is suspended
    (Luật 136/2025/QH15).
    """
    values: dict[str, Any] = {}
    if to in ENDED:
        values["closed_at"] = now
    if to is CaseState.REOPENED:
        values |= {"closed_at": None, "answered_at": None, "reopened": case.reopened + 1}
    if to is CaseState.SUSPENDED:
        values["suspended_at"] = now
    elif case.suspended_at is not None:
        values |= _running_again(case, case.suspended_at, now, organisation)
    if to is CaseState.ACCEPTED and policy(case.kind).formal_paper and case.due_at is None:
        values |= _accepted(SubmissionKind(case.kind), now, organisation)
    if until is not None:
        values["due_at"] = deadlines.end_of_day(until, ZONE)
    return values


def _running_again(
    case: Clocked, since: datetime, now: datetime, organisation: Organisation
) -> dict[str, Any]:
    values: dict[str, Any] = {"suspended_at": None}
    if case.due_at is not None:
        calendar = organisation.working_days
        values["due_at"] = deadlines.shifted(case.due_at, now - since, calendar, ZONE)
    return values


def _accepted(kind: SubmissionKind, now: datetime, organisation: Organisation) -> dict[str, Any]:
    period, calendar = organisation.rules[kind].resolve.read, organisation.working_days
    return {"formal_received_at": now, "due_at": deadlines.due(period, now, calendar, ZONE)}
