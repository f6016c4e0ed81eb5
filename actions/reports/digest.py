"""The morning digest: cases that are overdue, due today, or not assigned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases.messages import cards
from actions.permit import permit
from actions.taps import Tap
from domain.calendar.deadlines import end_of_day
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.organisation import ZONE
from domain.people.roles import Role
from locales import Markup, Text, _, translate
from storage import tasks
from storage.cases import worklist
from storage.cases.worklist import Filter
from storage.people import officials, people

if TYPE_CHECKING:
    from datetime import date, datetime

    from actions.desk import Desk
    from actions.notifier import Notifier
    from storage.cases.submissions import Submission
    from storage.people.officials import Official
    from storage.people.people import Person

SHOWN = 5
"""Cases listed in a part, so that the digest fits one screen; the rest are only counted."""


class Part(StrEnum):
    """The parts of a digest."""

    OVERDUE = "overdue"
    TODAY = "today"
    UNASSIGNED = "unassigned"


class Remind(Tap, name="nudge"):
    """Remind the officials who have the cases of a part."""

    part: Part


TITLES: dict[Part, Text] = {
    Part.OVERDUE: _("Overdue"),
    Part.TODAY: _("Due today"),
    Part.UNASSIGNED: _("Nobody has taken on"),
}


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case in one line."""

    code: str
    who: str
    """Name of its official, or of its unit if it is not assigned."""
    due: date | None


@dataclass(frozen=True, slots=True)
class DigestPart:
    """One part that is not empty."""

    part: Part
    count: int
    cases: list[WaitingCase]
    """The first of them, at most `SHOWN`."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One official's digest of a day."""

    day: date
    parts: list[DigestPart]


def morning(notifier: Notifier) -> None:
    """Job: send the digest to the heads once each working day, from its hour on.

    It is sent later on that day if the bot was down at that hour.
    """
    if not is_office_time(notifier):
        return
    day = notifier.organisation.local(notifier.now).date().isoformat()
    if not tasks.once(notifier.tx, "digest", day, notifier.now):
        return
    for official, person in heads(notifier):
        html, rows = message(_digest(notifier, official), person.language)
        notifier.notify(person, Markup(html), choices=rows, origin="digest", topic="digest")


def is_office_time(notifier: Notifier) -> bool:
    """Whether officials may be reminded now.

    That is on a working day, from the digest's hour until the quiet hours.
    """
    local = notifier.organisation.local(notifier.now)
    reminders = notifier.organisation.reminders
    is_hour = reminders.digest_hour <= local.time() < reminders.quiet_from
    return is_hour and notifier.organisation.working_days.is_working(local.date())


def heads(notifier: Notifier) -> list[tuple[Official, Person]]:
    """The heads, or the administrators if there is no head."""
    active = officials.active(notifier.tx)
    chosen = [one for one in active if one.role == Role.HEAD]
    chosen = chosen or [one for one in active if one.role == Role.ADMIN]
    found = [(one, people.by_id(notifier.tx, one.person_id)) for one in chosen]
    return [(one, person) for one, person in found if person is not None]


def see(desk: Desk) -> Digest:
    """The official's current digest. Raises `NotYours`."""
    permit(desk, Act.SEE_DIGEST)
    return _digest(desk, desk.official)


def wanted(notifier: Notifier, official: Official, part: Part) -> Filter:
    """The filter for the cases of one part of an official's digest."""
    every = Filter(
        head_only=official.role == Role.HEAD, without=cards.hidden_from(notifier, official)
    )
    if part is Part.OVERDUE:
        return replace(every, due_before=notifier.now)
    if part is Part.TODAY:
        today = notifier.organisation.local(notifier.now).date()
        return replace(every, due_from=notifier.now, due_before=after(today))
    return replace(every, unassigned=True)


def after(day: date) -> datetime:
    """The first moment (UTC) after the due moments of a local day."""
    return end_of_day(day, ZONE) + timedelta(seconds=1)


def _digest(notifier: Notifier, official: Official) -> Digest:
    parts = []
    for part in Part:
        filtered = wanted(notifier, official, part)
        count = worklist.count(notifier.tx, filtered)
        if count:
            found = worklist.find(notifier.tx, filtered, limit=SHOWN)
            parts.append(DigestPart(part, count, [waiting(notifier, case) for case in found]))
    return Digest(notifier.organisation.local(notifier.now).date(), parts)


def waiting(notifier: Notifier, case: Submission) -> WaitingCase:
    """The case in one line."""
    unit = notifier.organisation.unit(case.unit_id)
    handler = officials.by_id(notifier.tx, case.assignee_id) if case.assignee_id else None
    due = case.due_at or case.first_notice_due
    return WaitingCase(
        case.code,
        handler.name if handler else (unit.name if unit else ""),
        notifier.organisation.local(due).date() if due else None,
    )


def message(digest: Digest, reader: str) -> tuple[str, list[list[Button]]]:
    """The finished text and the buttons of a digest, in the language `reader`."""
    lines = [translate(_("<b>{day}: what waits</b>"), reader, day=digest.day)]
    rows: list[list[Button]] = []
    for one in digest.parts:
        title = TITLES[one.part]
        heading = translate(_("<b>{title}: {count}</b>"), reader, title=title, count=one.count)
        lines += ["", heading, listed(one.cases, one.count, reader)]
        label = translate(_("Remind: {title}"), reader, title=title)
        rows.append([Button(label, Remind(one.part))])
    if not rows:
        lines.append(translate(_("Nothing is overdue, due today or left lying."), reader))
    return "\n".join(lines), rows


def listed(cases: list[WaitingCase], count: int, reader: str) -> str:
    """The cases, one on each line, and how many of `count` are not listed."""
    lines = [_line(case, reader) for case in cases]
    if count > len(cases):
        lines.append(translate(_("… and {count} more"), reader, count=count - len(cases)))
    return "\n".join(lines)


def _line(case: WaitingCase, reader: str) -> str:
    code = format_code(case.code)
    if case.due is None:
        return translate(_("• {code} · {name}"), reader, code=code, name=case.who)
    return translate(
        _("• {code} · {name} · due {day}"), reader, code=code, name=case.who, day=case.due
    )
