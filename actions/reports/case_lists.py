"""The lists of open cases for an official; the counts of open cases for observers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from actions.cases.messages import cards
from actions.cases.reading import views
from actions.permit import is_permitted, permit
from actions.taps import Tap
from domain.cases.acts import Act
from domain.people.permissions import Relation, may
from domain.people.roles import Role
from storage.cases import worklist
from storage.cases.worklist import Filter

if TYPE_CHECKING:
    from datetime import date

    from actions.cases.reading.views import ListedCase
    from actions.desk import Desk
    from storage.cases.submissions import Submission


class CaseList(StrEnum):
    """The lists that an official can choose."""

    MINE = "mine"
    UNIT = "unit"
    """The cases of the unit; for heads and administrators those of every unit."""
    OVERDUE = "overdue"


class OpenList(Tap, name="inbox"):
    """Show a page of a list; without one, the list that an official sees first."""

    which: CaseList | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list."""

    which: CaseList
    cases: list[ListedCase]
    """Urgent cases first, then by due day."""
    number: int
    """The first page is 0."""
    pages: int
    counts: dict[str, int]
    """The number of cases in each `CaseList`."""


@dataclass(frozen=True, slots=True)
class UnitCount:
    """The number of open cases of a unit."""

    unit: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class OfficeCounts:
    """Counts of open cases for an observer: no code, no name, no words."""

    units: list[UnitCount]
    due_next: list[tuple[date, int]]
    """The next due days with the number of cases of each."""


def page(desk: Desk, which: CaseList | None, number: int, *, size: int) -> ListPage:
    """A page of a list; a number after the last page returns the last.

    `which` None means the official's own list, or the unit's if that is empty. Raises `NotYours`.
    """
    permit(desk, Act.SEE_LISTS)
    counts = {one.value: worklist.count(desk.tx, wanted(desk, one)) for one in CaseList}
    if which is None:
        which = CaseList.MINE if counts[CaseList.MINE] else CaseList.UNIT
    pages = max((counts[which] + size - 1) // size, 1)
    number = min(number, pages - 1)
    found = worklist.find(desk.tx, wanted(desk, which), limit=size, offset=number * size)
    return ListPage(which, [views.for_list(desk, case) for case in found], number, pages, counts)


def wanted(desk: Desk, which: CaseList) -> Filter:
    """The filter for the cases of this official's list."""
    official = desk.official
    if which is CaseList.MINE:
        return Filter(assignee_id=official.id, head_only=True)
    hidden = cards.hidden_from(desk, official)
    if may(Role(official.role), Act.OPEN, Relation.OTHER_UNIT):
        unit = Filter(head_only=official.role == Role.HEAD, without=hidden)
    else:
        unit = Filter(unit_id=official.unit_id, with_assignee=official.id, without=hidden)
    return replace(unit, due_before=desk.now) if which is CaseList.OVERDUE else unit


def in_hand(desk: Desk, limit: int) -> list[Submission]:
    """The first of the official's own cases: urgent cases first, then by due day."""
    found = worklist.find(desk.tx, wanted(desk, CaseList.MINE), limit=limit)
    return [case for case in found if is_permitted(desk, Act.OPEN, case)]


def counts(desk: Desk) -> OfficeCounts:
    """The open cases of each unit, and the next due days, as counts. Raises `NotYours`."""
    permit(desk, Act.SEE_COUNTS)
    local = desk.organisation.local
    return OfficeCounts(
        [_count(desk, unit.id, unit.name) for unit in desk.organisation.units],
        [(local(at).date(), count) for at, count in worklist.due_days(desk.tx, desk.now)],
    )


def _count(desk: Desk, unit_id: str, name: str) -> UnitCount:
    # Cases for heads alone are not counted: an officer who knows their list would find them.
    every = Filter(unit_id=unit_id)
    overdue = worklist.count(desk.tx, replace(every, due_before=desk.now))
    return UnitCount(name, worklist.count(desk.tx, every), overdue)
