"""The lists of open cases for an official, in pages, with buttons that open the cases."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.messages import texts
from actions.reports import case_lists
from actions.reports.case_lists import CaseList, OpenList
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from domain.people.roles import Role
from handlers.chat import case_lines
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from locales import Text, _, _n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.cases.reading.views import ListedCase
    from actions.reports.case_lists import ListPage
    from handlers.chat.turn import Turn

PAGE = 8
TITLES: dict[CaseList, Text] = {
    CaseList.MINE: _("Mine"),
    CaseList.UNIT: _("The unit's"),
    CaseList.OVERDUE: _("Overdue"),
}


def inbox(turn: Turn, _argument: str) -> None:
    """`/viec`: list the official's own cases, or the unit's if there are none."""
    open_list(turn, OpenList())


def open_list(turn: Turn, tap: OpenList) -> None:
    """A page of a list."""
    if turn.role is Role.OBSERVER:
        counts_only(turn)
    else:
        _show(turn, case_lists.page(turn.desk, tap.which, tap.page, size=PAGE))


def _show(turn: Turn, page: ListPage) -> None:
    heading = turn.text(
        _n("<b>{title}</b>: {count} case", "<b>{title}</b>: {count} cases"),
        title=TITLES[page.which],
        count=page.counts[page.which],
    )
    if page.pages > 1:
        heading += " " + turn.text(
            _("(page {page} of {pages})"), page=page.number + 1, pages=page.pages
        )
    lines = [heading, *(line(turn, number, case) for number, case in enumerate(page.cases, 1))]
    if not page.cases:
        lines.append(turn.text(_("Nothing waits here.")))
    others = [
        Button(
            turn.text(_("{title} ({count})"), title=title, count=page.counts[which]),
            OpenList(which),
        )
        for which, title in TITLES.items()
        if which != page.which
    ]
    turn.say_plainly("\n".join(lines), choices=[*open_buttons(page.cases), *_paging(page), others])


def _paging(page: ListPage) -> list[list[Button]]:
    row = []
    if page.number > 0:
        row.append(Button(_("◀ Page before"), OpenList(page.which, page.number - 1)))
    if page.number + 1 < page.pages:
        row.append(Button(_("Next page ▶"), OpenList(page.which, page.number + 1)))
    return [row] if row else []


def open_buttons(cases: Sequence[ListedCase]) -> list[list[Button]]:
    """A button for each case of a list, two in a row."""
    buttons = [
        Button(f"{number}. {format_code(case.code)}", case_taps.Open(case.code))
        for number, case in enumerate(cases, 1)
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def line(turn: Turn, number: int, case: ListedCase) -> str:
    """One case of a list."""
    parts = [
        turn.text(
            _("{number}. <b>{code}</b> · {kind} · {state}"),
            number=str(number),
            code=format_code(case.code),
            kind=texts.KINDS[case.kind],
            state=texts.STATES[case.state],
        ),
        turn.text(_("<b>URGENT</b>")) if case.is_urgent else "",
        # Not the place in their own words: a list belongs to no one case, and would keep it.
        escape(case.place.hamlet),
        case_lines.due(turn, case.due),
    ]
    return " · ".join(part for part in parts if part)


def counts_only(turn: Turn) -> None:
    """Show an observer the counts and due days, without code, name or words."""
    counts = case_lists.counts(turn.desk)
    lines = [turn.text(_("<b>Open cases</b> (total · overdue), by unit:"))]
    lines += [
        turn.text(_("{unit}: {count} · {late}"), unit=one.unit, count=one.open, late=one.overdue)
        for one in counts.units
    ]
    if counts.due_next:
        lines.append(turn.text(_("<b>Due next</b>:")))
    lines += [
        turn.text(_n("{day}: {count} case", "{day}: {count} cases"), day=day, count=count)
        for day, count in counts.due_next
    ]
    turn.say_plainly("\n".join(lines))


READERS = roles_for(Act.SEE_LISTS, Act.SEE_COUNTS)

subject = Subject(
    "inbox",
    commands=(
        Command(("viec", "inbox", "hopthu"), inbox, _("What is to be done"), roles=READERS),
    ),
    taps=(on(OpenList, open_list, READERS),),
)
