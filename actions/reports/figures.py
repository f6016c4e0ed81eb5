"""How it goes: received, answered, overdue, time to the answer, satisfaction; and a picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.permit import permit
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
"""The kind of task that draws the weeks' figures and sends the picture."""
CAPTION = _("Each week up to the day shown: blue received, green answered.")
WEEK, WEEKS = timedelta(weeks=1), 8


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """Of one unit or of all, in the days before now."""

    unit_id: str
    """Empty: all units."""
    days: int
    received: int
    answered: int
    open: int
    overdue: int
    half_within: timedelta | None
    """Half of the answered cases took no longer; None when none was answered."""
    scores: int
    """How many residents gave a score."""
    index: int | None
    """Percent of the scores that are 4 or 5; None when they are too few to tell."""


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Of the week that ends on a local day."""

    ends: date
    received: int
    answered: int


def figures(desk: Desk, days: int) -> OfficeFigures:
    """The figures of the last days: an officer sees the unit's, everybody else all of them.

    Raises `NotYours`.
    """
    permit(desk, Act.SEE_FIGURES)
    unit_id = _unit_of(desk)
    desk.log(Act.SEE_FIGURES, f"unit:{unit_id or 'all'}")
    since = desk.now - timedelta(days=days)
    found = case_statistics.of_period(desk.tx, since, desk.now, unit_id)
    late = Filter(unit_id=unit_id, head_only=True, due_before=desk.now)
    return OfficeFigures(
        unit_id,
        days,
        found.received,
        found.answered,
        worklist.count(desk.tx, Filter(unit_id=unit_id, head_only=True)),
        worklist.count(desk.tx, late),
        found.half_within,
        sum(found.scores.values()),
        satisfaction_index(found.scores),
    )


def order_chart(desk: Desk, channel: str, chat: str) -> None:
    """Have a picture of the same figures drawn and sent into a chat of the official's, where its
    channel brings pictures. Raises `NotYours`."""
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
    """The counts of the last weeks, of one unit or (empty) of all; the week that ends now is the
    last."""
    ends = [now - week * WEEK for week in reversed(range(WEEKS))]
    return [
        WeekCount(
            organisation.local(end).date(), *case_statistics.counts(tx, end - WEEK, end, unit_id)
        )
        for end in ends
    ]


def _unit_of(desk: Desk) -> str:
    return desk.official.unit_id if desk.official.role == Role.OFFICER else ""
