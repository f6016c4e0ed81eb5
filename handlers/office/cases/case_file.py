"""Show a case to an official: its card, its history and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.case_taps import CaseTap
from actions.cases.messages import cards
from actions.cases.messages.card_texts import SETTLED, card
from actions.cases.reading.opening import open_case, open_files
from domain.cases.acts import Act
from domain.cases.states import CaseState
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.office.cases import casework, history
from handlers.resident import own_cases
from locales import _, _n

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission


class BringFiles(CaseTap, name="files"):
    """Send the files of the case."""


def view(turn: Turn, argument: str) -> None:
    """`/xem CODE`, or the code alone."""
    case, _rest = casework.named(
        turn, argument, turn.text(_("Write /xem with the code of the case. /viec lists them."))
    )
    if case is not None:
        show(turn, case)


def show(turn: Turn, case: Submission) -> None:
    """Show the card and the history of a case, in several messages if it is long."""
    opened = open_case(turn.desk, case)
    rows = cards.buttons(case, turn.desk.official.id)
    rows = [row for row in rows if row[0].tap != case_taps.Open(case.code)]
    if case.state in SETTLED or not rows:
        rows.append([Button(_("Other"), case_taps.More(case.code))])
    if case.state == CaseState.ANSWERED:
        rows[-1].insert(0, Button(_("Answer again"), case_taps.Answer(case.code)))
    if opened.file_count:
        label = turn.text(_n("{count} file", "{count} files"), count=opened.file_count)
        rows.append([Button(label, BringFiles(case.code))])
    turn.say_plainly(
        f"{card(turn, case, turn.language, whole=True)}\n\n{history.lines(turn, opened.timeline)}",
        choices=rows,
        submission_id=case.id,
    )


def from_link(turn: Turn, argument: str) -> None:
    """Open a deep link from a group's card; a resident sees what `/tracuu` shows."""
    if turn.role in roles_for(Act.OPEN):
        view(turn, argument)
    else:
        own_cases.status(turn, argument)


def pressed(turn: Turn, tap: case_taps.Open) -> None:
    """The button of a card, a list or a notice."""
    from_link(turn, tap.code)


def send_files(turn: Turn, case: Submission) -> None:
    """Send every file of the case, oldest first."""
    turn.submission_id = case.id
    for file in open_files(turn.desk, case):
        turn.send_file(file.outgoing(turn.incoming.channel))


subject = Subject(
    "case_file",
    commands=(
        Command(
            ("xem", "case"),
            view,
            _("Open a case: the whole conversation"),
            roles=roles_for(Act.OPEN),
            instead=own_cases.status,
        ),
    ),
    taps=(
        on(case_taps.Open, pressed),
        casework.on_case(BringFiles, send_files, Act.OPEN_FILES),
    ),
    links={"open": from_link},
)
