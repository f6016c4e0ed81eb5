"""Remind officials of cases that are due: by a job, or when a head asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases.messages import cards
from actions.permit import may_act, permit
from actions.refusals import NothingLeft
from actions.reports import case_lists, digest
from domain.cases.acts import Act
from domain.cases.states import CaseState
from locales import Markup, Text, _
from storage import tasks
from storage.cases import worklist
from storage.cases.worklist import Filter

if TYPE_CHECKING:
    from datetime import date

    from actions.desk import Desk
    from actions.notifier import Notifier
    from actions.reports.digest import Part
    from storage.cases.submissions import Submission
    from storage.people.people import Person

REMINDED = 2000
"""Cases that one round of reminders reads."""
LATE_FOR = timedelta(days=14)
"""Cases overdue for longer get no more reminders; the digest lists them each day."""
BEFORE = (0, 1, 3)
"""Working days before the due day on which its handler is reminded (policy)."""
LATE = "late"
"""The reminder after the due day."""


def remind_now(desk: Desk, part: Part) -> int:
    """Remind the handlers of the cases in a part of the digest; returns how many officials.

    Each of them gets one message. Raises `NotYours`, `NothingLeft`.
    """
    permit(desk, Act.REMIND)
    found = worklist.find(desk.tx, digest.wanted(desk, desk.official, part), limit=REMINDED)
    if not found:
        raise NothingLeft
    count = _remind(desk, found, _("{name} reminds you: {list}"), name=desk.official.name)
    desk.log(Act.REMIND, f"digest:{part}", after={"cases": len(found)})
    return count


def remind(notifier: Notifier) -> None:
    """Job: remind handlers three and one working days before the due day, and on it.

    One working day after it, handlers and heads are reminded. Each reminder is sent once.
    """
    if not digest.is_office_time(notifier):
        return
    today = notifier.organisation.local(notifier.now).date()
    last = notifier.organisation.working_days.add(today, max(BEFORE))
    every = Filter(head_only=True, due_from=notifier.now - LATE_FOR, due_before=digest.after(last))
    soon: list[Submission] = []
    late: list[Submission] = []
    for case in worklist.find(notifier.tx, every, limit=REMINDED):
        due = case.due_at or case.first_notice_due
        if due is None or case.state == CaseState.SUSPENDED:
            continue
        day = notifier.organisation.local(due).date()
        step = _step(notifier, today, day)
        if step and tasks.once(notifier.tx, "due", f"{case.id}:{day}:{step}", notifier.now):
            (late if step == LATE else soon).append(case)
    if soon:
        _remind(notifier, soon, _("These wait for an answer: {list}"))
    if late:
        _remind(notifier, late, _("These are overdue: {list}"))
        _tell_heads(notifier, late)


def _step(notifier: Notifier, today: date, day: date) -> str:
    """The reminder that is due now: "3", "1", "0", `LATE`, or empty."""
    calendar = notifier.organisation.working_days
    if day < today:
        return LATE if calendar.between(day, today) >= 1 else ""
    left = calendar.between(today, day)
    return next((str(step) for step in BEFORE if left <= step), "")


def _remind(notifier: Notifier, found: list[Submission], text: Text, name: str = "") -> int:
    """Send each handler one message with all of their cases; returns how many officials.

    `name` is the name of the head who asked for it.
    """
    whose: dict[int, list[Submission]] = {}
    handlers: dict[int, Person] = {}
    for case in found:
        for official, person in cards.handlers_of(notifier, case):
            handlers[official.id] = person
            whose.setdefault(official.id, []).append(case)
    for official_id, theirs in whose.items():
        person = handlers[official_id]
        shown = [digest.waiting(notifier, case) for case in theirs[: digest.SHOWN]]
        _send(
            notifier,
            person,
            text,
            digest.listed(shown, len(theirs), person.language),
            Button(_("What is to be done"), case_lists.OpenList()),
            name=name,
        )
    return len(whose)


def _tell_heads(notifier: Notifier, late: list[Submission]) -> None:
    """Notify the heads of overdue cases, except a head who alone handles all of them."""
    for official, person in digest.heads(notifier):
        theirs = [case for case in late if may_act(notifier, official, Act.OPEN, case)]
        handled = {one.id for case in theirs for one, _person in cards.handlers_of(notifier, case)}
        if not theirs or handled == {official.id}:
            continue
        shown = [digest.waiting(notifier, case) for case in theirs[: digest.SHOWN]]
        _send(
            notifier,
            person,
            _("Overdue since the last working day: {list}"),
            digest.listed(shown, len(shown), person.language),
            Button(_("Overdue"), case_lists.OpenList(case_lists.CaseList.OVERDUE)),
        )


def _send(
    notifier: Notifier,
    person: Person,
    text: Text,
    listed: str,
    button: Button,
    *,
    name: str = "",
) -> None:
    notifier.notify(
        person,
        text,
        list=Markup("\n" + listed),
        not_before=notifier.when_for(person),
        choices=[[button]],
        origin="reminder",
        name=name,
    )
