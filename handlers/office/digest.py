"""What the office must not forget: the morning digest, and reminders of what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards
from actions.permit import may_act
from domain.calendar.deadlines import end_of_day
from domain.cases.acts import Act
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from domain.organisation import ZONE
from domain.people.roles import Role
from handlers.chat.router import Command, Subject
from locales import Markup, Text, _, _n, translate
from storage import tasks
from storage.cases import worklist
from storage.cases.worklist import Filter
from storage.people import officials, people

if TYPE_CHECKING:
    from datetime import date

    from actions.notifier import Notifier
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission
    from storage.people.officials import Official
    from storage.people.people import Person

SHOWN = 5
"""Cases of a kind that the digest names; the rest are counted: it is one screen."""
REMINDED = 2000
"""Cases that one round of reminders looks at."""
LATE_FOR = timedelta(days=14)
"""What is overdue for longer was reminded of already; the digest names it each day."""
BEFORE = (3, 1, 0)
"""Working days before the due day on which its handler is reminded (policy)."""
HEADS = frozenset({Role.HEAD, Role.ADMIN})
OVERDUE, TODAY, UNASSIGNED = "overdue", "today", "unassigned"
TITLES: dict[str, Text] = {
    OVERDUE: _("Overdue"),
    TODAY: _("Due today"),
    UNASSIGNED: _("Nobody has taken on"),
}


def morning(notifier: Notifier) -> None:
    """Once a working day, from the digest's hour on (also when the bot was down at that hour)."""
    local = notifier.organisation.local(notifier.now)
    reminders = notifier.organisation.reminders
    if not reminders.digest_hour <= local.time() < reminders.quiet_from:
        return
    if not notifier.organisation.working_days.is_working(local.date()):
        return
    if not tasks.once(notifier.tx, "digest", local.date().isoformat(), notifier.now):
        return
    for official, person in _heads(notifier):
        html, rows = _digest(notifier, official, person.language)
        notifier.notify(person, Markup(html), choices=rows, origin="digest", topic="digest")


def _heads(notifier: Notifier) -> list[tuple[Official, Person]]:
    """The heads; the administrators while there is no head."""
    active = officials.active(notifier.tx)
    chosen = [one for one in active if one.role == Role.HEAD]
    chosen = chosen or [one for one in active if one.role == Role.ADMIN]
    found = [(one, people.by_id(notifier.tx, one.person_id)) for one in chosen]
    return [(one, person) for one, person in found if person is not None]


def digest(turn: Turn, _argument: str) -> None:
    """`/homnay`: the digest now."""
    if turn.official is not None:
        html, rows = _digest(turn, turn.official, turn.language)
        turn.say_plainly(html, choices=rows)


def _digest(notifier: Notifier, official: Official, reader: str) -> tuple[str, list[list[Button]]]:
    today = notifier.organisation.local(notifier.now).date()
    lines = [translate(_("<b>{day}: what waits</b>"), reader, day=today)]
    rows: list[list[Button]] = []
    for name, title in TITLES.items():
        filtered = wanted(notifier, official, name)
        count = worklist.count(notifier.tx, filtered)
        if not count:
            continue
        lines.append("")
        lines.append(translate(_("<b>{title}: {count}</b>"), reader, title=title, count=count))
        lines += [
            _line(notifier, case, reader)
            for case in worklist.find(notifier.tx, filtered, limit=SHOWN)
        ]
        if count > SHOWN:
            lines.append(translate(_("… and {count} more"), reader, count=count - SHOWN))
        label = translate(_("Remind: {title}"), reader, title=title)
        rows.append([Button(label, f"nudge:{name}")])
    if not rows:
        lines.append(translate(_("Nothing is overdue, due today or left lying."), reader))
    return "\n".join(lines), rows


def wanted(notifier: Notifier, official: Official, name: str) -> Filter:
    """The cases of one part of the digest."""
    every = Filter(
        head_only=official.role == Role.HEAD, without=cards.hidden_from(notifier, official)
    )
    tonight = end_of_day(notifier.organisation.local(notifier.now).date(), ZONE) + timedelta(
        seconds=1
    )
    if name == OVERDUE:
        return replace(every, due_before=notifier.now)
    if name == TODAY:
        return replace(every, due_from=notifier.now, due_before=tonight)
    return replace(every, unassigned=True)


def _line(notifier: Notifier, case: Submission, reader: str) -> str:
    unit = notifier.organisation.unit(case.unit_id)
    handler = officials.by_id(notifier.tx, case.assignee_id) if case.assignee_id else None
    due = case.due_at or case.first_notice_due
    who = handler.name if handler else (unit.name if unit else "")
    if due is None:
        return translate(_("• {code} · {name}"), reader, code=format_code(case.code), name=who)
    return translate(
        _("• {code} · {name} · due {day}"), reader, code=format_code(case.code), name=who,
        day=notifier.organisation.local(due).date(),
    )  # fmt: skip


def nudge(turn: Turn, name: str) -> None:
    """Remind everybody who handles the cases of this part, each once."""
    if turn.official is None or name not in TITLES:
        return
    found = worklist.find(turn.tx, wanted(turn, turn.official, name), limit=REMINDED)
    if not found:
        turn.say(_("Nothing is left there."))
        return
    count = _remind(turn, found, _("{name} reminds you: {list}"), turn.official.name)
    turn.log("reminded", f"digest:{name}", after={"cases": len(found)})
    turn.say(_n("{count} official is reminded.", "{count} officials are reminded."), count=count)


def _remind(notifier: Notifier, found: list[Submission], text: Text, name: str = "") -> int:
    """One message an official, with all of their cases; returns how many officials."""
    whose: dict[int, list[Submission]] = {}
    handlers: dict[int, Person] = {}
    for case in found:
        for official, person in cards.handlers_of(notifier, case):
            handlers[official.id] = person
            whose.setdefault(official.id, []).append(case)
    for official_id, mine in whose.items():
        person = handlers[official_id]
        shown = "\n".join(_line(notifier, case, person.language) for case in mine[:SHOWN])
        if len(mine) > SHOWN:
            shown += "\n" + translate(
                _("… and {count} more"), person.language, count=len(mine) - SHOWN
            )
        notifier.notify(
            person, text, list=Markup("\n" + shown), not_before=notifier.when_for(person),
            choices=[[Button(_("What is to be done"), "inbox:")]], origin="reminder", name=name,
        )  # fmt: skip
    return len(whose)


def remind(notifier: Notifier) -> None:
    """Remind handlers of what falls due: three, one and no working days before, then the head one
    working day after. Each step of each due day once."""
    local = notifier.organisation.local(notifier.now)
    today = local.date()
    calendar = notifier.organisation.working_days
    reminders = notifier.organisation.reminders
    if not reminders.digest_hour <= local.time() < reminders.quiet_from:
        return
    if not calendar.is_working(today):
        return
    horizon = end_of_day(calendar.add(today, max(BEFORE)), ZONE) + timedelta(seconds=1)
    found = worklist.find(
        notifier.tx,
        Filter(head_only=True, due_from=notifier.now - LATE_FOR, due_before=horizon),
        limit=REMINDED,
    )
    soon: list[Submission] = []
    late: list[Submission] = []
    for case in found:
        due = case.due_at or case.first_notice_due
        if due is None or case.state == CaseState.SUSPENDED:
            continue
        day = notifier.organisation.local(due).date()
        step = _step(notifier, today, day)
        if step and tasks.once(notifier.tx, "due", f"{case.id}:{day}:{step}", notifier.now):
            (late if step == "late" else soon).append(case)
    if soon:
        _remind(notifier, soon, _("These wait for an answer: {list}"))
    if late:
        _escalate(notifier, late)


def _step(notifier: Notifier, today: date, day: date) -> str:
    """Which reminder it is time for: "3", "1", "0", "late", or none."""
    calendar = notifier.organisation.working_days
    if day < today:
        return "late" if calendar.between(day, today) >= 1 else ""
    left = calendar.between(today, day)
    return next((str(step) for step in reversed(BEFORE) if left <= step), "")


def _escalate(notifier: Notifier, late: list[Submission]) -> None:
    """The head hears of what is overdue, the handlers too."""
    _remind(notifier, late, _("These are overdue: {list}"))
    for official, person in _heads(notifier):
        theirs = [case for case in late if may_act(notifier, official, Act.OPEN, case)]
        handled = {one.id for case in theirs for one, _person in cards.handlers_of(notifier, case)}
        if not theirs or handled == {official.id}:
            continue
        shown = "\n".join(_line(notifier, case, person.language) for case in theirs[:SHOWN])
        notifier.notify(
            person, _("Overdue since the last working day: {list}"),
            list=Markup("\n" + shown), not_before=notifier.when_for(person), origin="reminder",
            choices=[[Button(_("Overdue"), "inbox:overdue")]],
        )  # fmt: skip


subject = Subject(
    "digest",
    commands=(
        Command(("homnay", "today"), digest, _("What is overdue, due today, untaken"),
                roles=HEADS),
    ),
    actions={"nudge": (nudge, HEADS)},
)  # fmt: skip
