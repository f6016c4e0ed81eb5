"""Residents read their own cases, add to them and confirm them as done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.feedback import can_end, done as end
from actions.cases.messages import texts
from actions.cases.reading.opening import (
    OwnReading,
    Source,
    look_up_own,
    own_case,
    own_cases,
    read_own,
)
from actions.cases.state import scores
from actions.refusals import Refusal, UnknownCode
from actions.taps import Tap
from domain.cases import tracking_code
from domain.cases.states import ENDED, CaseState
from domain.messages.message import Kind
from domain.reading import classify
from handlers.chat import case_lines
from handlers.chat.refusal import refuse
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms.attachments import pack_file
from handlers.resident import addition
from locales import Markup, _
from storage.cases import submissions

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.cases.case_taps import CaseTap
    from handlers.chat.taps import Bound
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

LISTED = 10
"""Own cases that are listed."""


class Mine(Tap, name="mine"):
    """List the person's own cases."""


def status(turn: Turn, argument: str) -> None:
    """`/tracuu CODE`: show a case; without a code, list the person's own cases."""
    if not argument:
        mine(turn)
        return
    code = tracking_code.parse(argument) or tracking_code.find_in(argument)
    source = Source(turn.incoming.channel, turn.incoming.sender)
    try:
        found = look_up_own(turn.seat, code or "", source)
    except UnknownCode:
        refuse(turn, UnknownCode(code=argument[:20]))
    except Refusal as refusal:
        refuse(turn, refusal)
    else:
        if isinstance(found, OwnReading):
            _tell(turn, found)
        else:
            parts = (case_lines.heading(turn, found), case_lines.due(turn, found.due))
            turn.say_plainly("\n".join(part for part in parts if part))


def show(turn: Turn, case: Submission) -> None:
    """Show a case with its history to the resident who filed it."""
    _tell(turn, read_own(turn.seat, case))


def _tell(turn: Turn, reading: OwnReading) -> None:
    view, case = reading.view, reading.case
    above = (
        case_lines.heading(turn, view),
        turn.text(texts.place(view.place, turn.language)),
        case_lines.due(turn, view.due),
    )
    story = case_lines.timeline(turn, view.timeline)
    below = (story, case_lines.legal_bases(turn, view.legal_bases))
    for file in reading.new_files:
        turn.send_file(file.outgoing(turn.incoming.channel))
    turn.say_plainly(
        "\n\n".join("\n".join(part for part in parts if part) for parts in (above, below)),
        choices=_buttons(case),
        submission_id=case.id,
    )


def _buttons(case: Submission) -> list[list[Button]]:
    add = [Button(_("Add something"), case_taps.Add(case.code))]
    if case.state in (CaseState.ANSWERED, CaseState.REJECTED, CaseState.TRANSFERRED):
        return [
            [
                Button(_("Done"), case_taps.Done(case.code)),
                Button(_("Not done"), case_taps.NotDone(case.code)),
            ],
            add,
        ]
    return [add] if CaseState(case.state) not in ENDED else []


def mine(turn: Turn, _asked: object = None) -> None:
    """List the person's own cases; those with unread events first."""
    cases = own_cases(turn.seat, LISTED)
    if not cases:
        turn.say(_("You have not sent anything yet. Just write what you want to say."))
        return
    lines = []
    for one in cases:
        line = case_lines.heading(turn, one.view)
        lines.append(
            turn.text(_("{line} · <b>new</b>"), line=Markup(line)) if one.has_news else line
        )
    rows = [
        [Button(tracking_code.format_code(one.view.code), case_taps.See(one.view.code))]
        for one in cases
    ]
    turn.say_plainly("\n".join(lines), choices=rows)


def own(turn: Turn, code: str) -> Submission | None:
    """The case with this code if it is the person's own; if not, say so."""
    try:
        return own_case(turn.seat, tracking_code.parse(code) or "")
    except Refusal as refusal:
        refuse(turn, refusal)
        return None


def on_own(tap: type[CaseTap], does: Callable[[Turn, Submission], None]) -> Bound:
    """Make a handler of an own case's button from `does`, which gets the case."""

    def pressed(turn: Turn, tap: CaseTap) -> None:
        case = own(turn, tap.code)
        if case is not None:
            does(turn, case)

    return on(tap, pressed)


def see(turn: Turn, tap: case_taps.See) -> None:
    """Show a case: one's own in full, another's as `/tracuu` shows it."""
    status(turn, tap.code)


def add(turn: Turn, case: Submission) -> None:
    """Add the person's next message to this case."""
    turn.conversation.draft.adding_to = case.id
    turn.say(
        _("Write, or send a photo or your voice; it goes to {code}."),
        code=tracking_code.format_code(case.code),
    )


def attach(turn: Turn, case: Submission) -> None:
    """Add this message to the case."""
    incoming = turn.incoming
    packed = [pack_file(file, incoming.message) for file in incoming.files]
    addition.put_in(turn, case, incoming.text, packed)


def hears(turn: Turn) -> bool:
    """Handle words after `Add something`, a code alone, and a question about the state."""
    incoming = turn.incoming
    if incoming.kind not in (Kind.TEXT, Kind.FILE):
        return False
    draft = turn.conversation.draft
    adding_to, draft.adding_to = draft.adding_to, None
    if adding_to is not None:
        case = submissions.by_id(turn.tx, adding_to)
        if case is not None and case.person_id == turn.person.id:
            attach(turn, case)
            return True
    if turn.official is not None:
        return False
    code = tracking_code.parse(incoming.text)
    if code:
        status(turn, incoming.text)
        return True
    if classify.asks_status(incoming.text):
        found = tracking_code.find_in(incoming.text)
        status(turn, found or "")
        return True
    return False


def quotes(turn: Turn) -> bool:
    """Add a reply to a notice to the case of the notice."""
    if not (turn.incoming.text or turn.incoming.files):
        return False
    incoming = turn.incoming
    case = submissions.by_message(turn.tx, incoming.channel, incoming.chat, incoming.reply_to)
    if case is None or case.person_id != turn.person.id:
        return False
    attach(turn, case)
    return True


def done(turn: Turn, case: Submission) -> None:
    """Close the case because its resident confirms it, and ask for a score."""
    if case.state == CaseState.CLOSED:
        turn.say(_("That case is ended already. Thank you."))
        return
    if not can_end(case):
        show(turn, case)
        return
    end(turn.seat, case)
    turn.say(
        _(
            "Thank you for telling us. How content are you with how it was handled? 1 not at all, 5 very."
        ),
        choices=[scores(case)],
        submission_id=case.id,
    )


subject = Subject(
    "own_cases",
    commands=(
        Command(("tracuu", "status"), status, _("How far is it? With the code")),
        Command(("hoso", "mine"), mine, _("What you have sent")),
    ),
    taps=(
        on(case_taps.See, see),
        on(Mine, mine),
        on_own(case_taps.Add, add),
        on_own(case_taps.Done, done),
    ),
    links={"case": status},
    forms=(addition.form,),
    quotes=(quotes,),
    hears=(hears,),
)
