"""What is to be done: mine, my unit's, overdue; paged, opened by number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards, texts
from domain.cases.tracking_code import format_code
from domain.people.roles import SEES_ALL_UNITS, STAFF, Role
from handlers.chat import case_lines
from handlers.chat.router import Command, Subject
from locales import Text, _, _n
from storage.cases import worklist
from storage.cases.worklist import Filter

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission
    from storage.people.officials import Official

PAGE = 8
MINE, UNIT, OVERDUE = "mine", "unit", "overdue"
TITLES: dict[str, Text] = {
    MINE: _("Mine"),
    UNIT: _("The unit's"),
    OVERDUE: _("Overdue"),
}


def inbox(turn: Turn, argument: str) -> None:
    """`/viec`: one's own cases first; the unit's when one has none."""
    official = turn.official
    if official is None:
        return
    if official.role == Role.OBSERVER:
        counts_only(turn)
        return
    which, _colon, page = argument.partition(":")
    if which not in TITLES:
        which = MINE if worklist.count(turn.tx, wanted(turn, official, MINE)) else UNIT
    _show(turn, official, which, int(page) if page.isdigit() else 0)


def wanted(turn: Turn, official: Official, which: str) -> Filter:
    """What this official's list of that name holds."""
    everything = Role(official.role) in SEES_ALL_UNITS
    head_only = official.role == Role.HEAD
    if which == MINE:
        return Filter(assignee_id=official.id, head_only=True)
    if everything:
        unit = Filter(head_only=head_only, without=cards.hidden_from(turn, official))
    else:
        unit = Filter(unit_id=official.unit_id, with_assignee=official.id)
    return replace(unit, due_before=turn.now) if which == OVERDUE else unit


def _show(turn: Turn, official: Official, which: str, page: int) -> None:
    counts = {name: worklist.count(turn.tx, wanted(turn, official, name)) for name in TITLES}
    pages = max((counts[which] + PAGE - 1) // PAGE, 1)
    page = min(page, pages - 1)
    found = worklist.find(turn.tx, wanted(turn, official, which), limit=PAGE, offset=page * PAGE)
    heading = turn.text(
        _n("<b>{title}</b>: {count} case", "<b>{title}</b>: {count} cases"),
        title=TITLES[which], count=counts[which],
    )  # fmt: skip
    if pages > 1:
        heading += " " + turn.text(_("(page {page} of {pages})"), page=page + 1, pages=pages)
    lines = [heading, *(line(turn, number, case) for number, case in enumerate(found, 1))]
    if not found:
        lines.append(turn.text(_("Nothing waits here.")))
    buttons = [
        Button(f"{number}. {format_code(case.code)}", f"open:{case.code}")
        for number, case in enumerate(found, 1)
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    turns = []
    if page > 0:
        turns.append(Button(_("◀ Page before"), f"inbox:{which}:{page - 1}"))
    if page + 1 < pages:
        turns.append(Button(_("Next page ▶"), f"inbox:{which}:{page + 1}"))
    others = [
        Button(turn.text(_("{title} ({count})"), title=title, count=counts[name]), f"inbox:{name}")
        for name, title in TITLES.items()
        if name != which
    ]
    turn.say_plainly("\n".join(lines), choices=[*rows, *([turns] if turns else []), others])


def line(turn: Turn, number: int, case: Submission) -> str:
    """One case of a list."""
    parts = [
        turn.text(
            _("{number}. <b>{code}</b> · {kind} · {state}"), number=str(number),
            code=format_code(case.code), kind=texts.KINDS[case.kind],
            state=texts.STATES[case.state],
        ),
        turn.text(texts.place(turn, case, turn.language)),
        case_lines.due(turn, case),
    ]  # fmt: skip
    if case.urgent:
        parts.insert(1, turn.text(_("<b>URGENT</b>")))
    return " · ".join(part for part in parts if part)


def counts_only(turn: Turn) -> None:
    """For an observer: how many and by when, no code, no name, no words."""
    lines = [turn.text(_("<b>Open cases</b> (total · overdue), by unit:"))]
    for unit in turn.organisation.units:
        own = Filter(unit_id=unit.id, head_only=True)
        late = worklist.count(turn.tx, replace(own, due_before=turn.now))
        lines.append(
            turn.text(
                _("{unit}: {count} · {late}"), unit=unit.name,
                count=worklist.count(turn.tx, own), late=late,
            )
        )  # fmt: skip
    days = worklist.due_days(turn.tx, turn.now)
    if days:
        lines.append(turn.text(_("<b>Due next</b>:")))
        lines += [
            turn.text(
                _n("{day}: {count} case", "{day}: {count} cases"),
                day=turn.organisation.local(day).date(), count=count,
            )
            for day, count in days
        ]  # fmt: skip
    turn.say_plainly("\n".join(lines))


subject = Subject(
    "inbox",
    commands=(Command(("viec", "inbox", "hopthu"), inbox, _("What is to be done"), roles=STAFF),),
    actions={"inbox": (inbox, STAFF)},
)
