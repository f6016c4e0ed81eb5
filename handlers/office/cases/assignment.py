"""Assign a case in the chat: take it on, give it to a colleague, pass it to another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import assignment as act, case_taps
from actions.cases.case_taps import CaseTap
from actions.cases.messages import cards
from actions.refusals import CannotPassOn, Refusal, YoursAlready
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from handlers.chat.refusal import refuse
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms import Answers, AskChoice, AskText, Form, Option
from handlers.office.cases import casework, receipts
from locales import _
from storage.cases import submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission
    from storage.people.officials import Official


class Give(CaseTap, name="give"):
    """Assign the case to a colleague."""

    official_id: int
    seen: int
    """The version of the case that the button was made for."""


def take(turn: Turn, case: Submission) -> None:
    """Assign the case to the official, unless a colleague took it first."""
    try:
        taken = act.take(turn.desk, case)
    except YoursAlready as refusal:
        refuse(turn, refusal, choices=_buttons(turn, case))
    except Refusal as refusal:
        refuse(turn, refusal, choices=[[casework.open_button(case)]])
    else:
        turn.say(
            _("{code} is yours."),
            code=format_code(case.code),
            choices=_buttons(turn, taken.case),
            submission_id=case.id,
        )


def _buttons(turn: Turn, case: Submission) -> list[list[Button]]:
    return cards.buttons(case, turn.official.id if turn.official else None)


def more(turn: Turn, case: Submission) -> None:
    """Show the other buttons of a case."""
    turn.say(
        _("{code}: what else?"),
        code=format_code(case.code),
        choices=[
            [
                casework.open_button(case),
                Button(_("Note for officials"), casework.WriteNote(case.code)),
            ],
            [
                Button(_("Give it to somebody"), casework.AskWho(case.code)),
                casework.state_button(case),
            ],
        ],
        submission_id=case.id,
    )


def assign(turn: Turn, argument: str) -> None:
    """`/phancong CODE`: ask which official shall have the case."""
    usage = turn.text(_("Write /phancong with the code of the case."))
    case, _rest_of_it = casework.named(turn, argument, usage)
    if case is not None:
        ask_who(turn, case)


def ask_who(turn: Turn, case: Submission) -> None:
    """Ask which official shall have the case."""
    choices = [
        [Button(_label(turn, one), Give(case.code, one.id, case.version))]
        for one in act.who_may_handle(turn, case)
        if one.id != case.assignee_id
    ]
    if not choices:
        turn.say(_("Nobody else of the unit is enrolled. /moicanbo invites."))
        return
    turn.say(
        _("Who is to handle {code}?"),
        code=format_code(case.code),
        choices=choices,
        submission_id=case.id,
    )


def _label(turn: Turn, official: Official) -> str:
    if official.speaks_khmer:
        return turn.text(_("{name} (speaks Khmer)"), name=official.name)
    return official.name


def give(turn: Turn, tap: Give) -> None:
    """Assign the case to the chosen official, who gets its card."""
    case = casework.find(turn, tap.code)
    if case is None:
        return
    try:
        official = act.assign(turn.desk, case, tap.official_id, seen=tap.seen)
    except Refusal as refusal:
        casework.refused_button(turn, refusal, choices=[[casework.open_button(case)]])
        return
    turn.say(
        _("{name} handles {code} now."),
        name=official.name,
        code=format_code(case.code),
        submission_id=case.id,
    )


def transfer(turn: Turn, argument: str) -> None:
    """`/chuyen CODE`: ask for the unit and the reason."""
    usage = turn.text(_("Write /chuyen with the code of the case."))
    case, reason = casework.named(turn, argument, usage)
    if case is not None:
        pass_on(turn, case, reason)


def pass_on(turn: Turn, case: Submission, reason: str = "") -> None:
    """Open the form, unless the case cannot be passed on."""
    if act.can_be_passed_on(case):
        casework.begin(turn, passing_on, case, {"reason": reason} if reason else {})
    else:
        refuse(turn, CannotPassOn(code=format_code(case.code)))


def _other_units(turn: Turn, answers: Answers) -> list[Option]:
    case = submissions.by_code(turn.tx, answers.get(casework.CODE, ""))
    own = case.unit_id if case else ""
    return [Option(unit.id, unit.name) for unit in turn.organisation.units if unit.id != own]


def _passed_on(turn: Turn, answers: Answers) -> None:
    case = casework.of_form(turn, answers)
    if case is None:
        return
    reason, seen = answers.get("reason") or "", answers[casework.SEEN]
    try:
        passed = act.transfer(turn.desk, case, answers["unit"], reason, seen=seen)
    except Refusal as refusal:
        casework.refused(turn, refusal, passing_on, answers)
        return
    receipts.give(turn, passed)


passing_on = Form(
    "passing_on",
    steps=(
        AskChoice("unit", _("To which unit?"), options=_other_units, label=_("Unit")),
        AskText(
            "reason",
            _("Why? The resident reads it. It may be left out."),
            optional=True,
            limit=1000,
        ),
    ),
    done=_passed_on,
    words="reason",
    act=Act.TRANSFER,
)

subject = Subject(
    "assignment",
    commands=(
        Command(
            ("phancong", "assign"),
            assign,
            _("Give a case to a colleague"),
            roles=roles_for(Act.ASSIGN),
        ),
        Command(
            ("chuyen", "transfer"),
            transfer,
            _("Pass a case on to another unit"),
            roles=roles_for(Act.TRANSFER),
        ),
    ),
    taps=(
        casework.on_case(case_taps.Take, take, Act.TAKE),
        casework.on_case(case_taps.More, more, Act.OPEN),
        casework.on_case(casework.AskWho, ask_who, Act.ASSIGN),
        on(Give, give, roles_for(Act.ASSIGN)),
        casework.on_case(case_taps.PassOn, pass_on, Act.TRANSFER),
    ),
    forms=(passing_on,),
)
