"""Assign a case in the chat: take it on, give it to a colleague, pass it to another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import assignment as act
from actions.cases.messages import cards
from actions.refusals import CannotPassOn, Refusal, YoursAlready
from domain.cases.tracking_code import format_code
from domain.people.roles import HANDLES_CASES
from handlers.chat.refusal import refuse
from handlers.chat.router import Command, Subject
from handlers.chat.tap_number import tap_number
from handlers.forms import Answers, AskChoice, AskText, Form, Option
from handlers.office.cases import casework, receipts
from locales import _
from storage.cases import submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission
    from storage.people.officials import Official


def take(turn: Turn, argument: str) -> None:
    """Who presses first has it; the others' cards say so."""
    case = casework.find(turn, argument)
    if case is None:
        return
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


def more(turn: Turn, argument: str) -> None:
    """Everything else one may do with a case."""
    case = casework.find(turn, argument)
    if case is None:
        return
    turn.say(
        _("{code}: what else?"),
        code=format_code(case.code),
        choices=[
            [casework.open_button(case), Button(_("Note for officials"), f"note:{case.code}")],
            [
                Button(_("Give it to somebody"), f"assign:{case.code}"),
                Button(_("Change the state"), f"state:{case.code}"),
            ],
        ],
        submission_id=case.id,
    )


def assign(turn: Turn, argument: str) -> None:
    """`/phancong CODE`: to whom? Then `give:CODE:official:version`."""
    usage = turn.text(_("Write /phancong with the code of the case."))
    case, _rest_of_it = casework.named(turn, argument, usage)
    if case is None:
        return
    choices = [
        [Button(_label(turn, one), f"give:{case.code}:{one.id}:{case.version}")]
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


def give(turn: Turn, argument: str) -> None:
    """The case is somebody's: they get its card."""
    code, number, version = (*argument.split(":"), "", "")[:3]
    case = casework.find(turn, code)
    if case is None:
        return
    try:
        official = act.assign(turn.desk, case, tap_number(number), seen=tap_number(version))
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
    if case is None:
        return
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
    official_only=True,
)

subject = Subject(
    "assignment",
    commands=(
        Command(
            ("phancong", "assign"), assign, _("Give a case to a colleague"), roles=HANDLES_CASES
        ),
        Command(
            ("chuyen", "transfer"),
            transfer,
            _("Pass a case on to another unit"),
            roles=HANDLES_CASES,
        ),
    ),
    actions={
        "take": (take, HANDLES_CASES),
        "more": (more, HANDLES_CASES),
        "assign": (assign, HANDLES_CASES),
        "give": (give, HANDLES_CASES),
        "transfer": (transfer, HANDLES_CASES),
    },
    forms=(passing_on,),
)
