"""Statistics of a unit or of all, and a chart: received, answered, overdue, satisfaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.permit import is_permitted, permit
from domain.cases.acts import Act
from domain.messages.message import FileKind, OutgoingFile
from domain.people.roles import Role
from domain.surveys.satisfaction_index import satisfaction_index
from locales import _, translate
from storage import tasks
from storage.cases import case_statistics, worklist
from storage.cases.worklist import Filter

if TYPE_CHECKING:
    from datetime import date, datetime

    from actions.desk import Desk
    from domain.organisation import Organisation
    from storage.engine.transaction import Transaction

CHART = "chart"
"""The kind of task that draws the chart and sends it."""
CAPTION = _("Each week up to the day shown: blue received, green answered.")
WEEK, WEEKS = timedelta(weeks=1), 8


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """The statistics of one unit or of all, for a number of days up to now."""

    unit_id: str
    """Empty: all units."""
    days: int
    received: int
    answered: int
    open: int
    overdue: int
    half_within: timedelta | None
    """The median time to the answer; None if none was answered."""
    scores: int
    """The number of scores that residents gave."""
    index: int | None
    """Percent of the scores that are 4 or 5; None if there are too few scores."""


@dataclass(frozen=True, slots=True)
class WeekCount:
    """The counts of a week; `ends` is its last day, local."""

    ends: date
    received: int
    answered: int


def figures(desk: Desk, days: int) -> OfficeFigures:
    """The statistics of the last days: for an officer of their unit, for others of all units.

    Raises `NotYours`.
    """
    permit(desk, Act.SEE_FIGURES)
    unit_id = _unit_of(desk)
    desk.log(Act.SEE_FIGURES, f"unit:{unit_id or 'all'}")
    since = desk.now - timedelta(days=days)
    hidden = _hidden(desk, since)
    found = case_statistics.of_period(desk.tx, since, desk.now, unit_id, hidden)
    waiting = Filter(unit_id=unit_id, head_only=True, without=hidden)
    return OfficeFigures(
        unit_id,
        days,
        found.received,
        found.answered,
        worklist.count(desk.tx, waiting),
        worklist.count(desk.tx, replace(waiting, due_before=desk.now)),
        found.half_within,
        sum(found.scores.values()),
        satisfaction_index(found.scores),
    )


def order_chart(desk: Desk, channel: str, chat: str) -> None:
    """Order a chart of the last weeks; a task draws it and sends it to the official's chat.

    Nothing is ordered if the channel cannot send pictures. Raises `NotYours`.
    """
    permit(desk, Act.SEE_FIGURES)
    if desk.person is None or not desk.carries(channel, OutgoingFile(FileKind.PHOTO, "")):
        return
    order = {
        "channel": channel,
        "chat": chat,
        "person": desk.person.id,
        "caption": translate(CAPTION, desk.person.language),
        "unit": _unit_of(desk),
    }
    tasks.add(desk.tx, CHART, order, desk.now)


def weekly(
    tx: Transaction, organisation: Organisation, now: datetime, unit_id: str
) -> list[WeekCount]:
    """The counts of the last weeks, oldest first; the last week ends now.

    An empty `unit_id` means all units. Cases about officials' conduct are not counted: a chart
    would tell who may not know of them that there are some.
    """
    hidden = [case.id for case in case_statistics.head_only(tx, now - WEEKS * WEEK)]
    ends = [now - week * WEEK for week in reversed(range(WEEKS))]
    return [
        WeekCount(
            organisation.local(end).date(),
            *case_statistics.counts(tx, end - WEEK, end, unit_id, hidden),
        )
        for end in ends
    ]


def _hidden(desk: Desk, since: datetime) -> tuple[int, ...]:
    """The ids of the cases about officials' conduct that this official may not open.

    A figure must not tell what a list hides.
    """
    return tuple(
        case.id
        for case in case_statistics.head_only(desk.tx, since)
        if desk.official.role != Role.HEAD or not is_permitted(desk, Act.OPEN, case)
    )


def _unit_of(desk: Desk) -> str:
    return desk.official.unit_id if desk.official.role == Role.OFFICER else ""
