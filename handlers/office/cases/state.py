"""Change the state of a case: offer only lawful steps, ask for a reason where needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases.case_taps import CaseTap
from actions.cases.messages import notices, texts
from actions.cases.state import change_state, may_become
from actions.refusals import Refusal, Stale, Unlawful
from domain.cases.acts import Act
from domain.cases.states import ENDED, NEEDS_REASON, CaseState, next_states
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms import Answers, AskDate, AskText, Form, Review
from handlers.forms.answers import Taken, Unclear
from handlers.office.cases import answer, casework, question, receipts
from handlers.resident import own_cases
from locales import Text, _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms.answers import Taking
    from storage.cases.submissions import Submission

S = CaseState


class SetState(CaseTap, name="to"):
    """Set a state; one that ends the case asks once first."""

    state: CaseState
    seen: int
    """The version of the case that the button was made for."""
    sure: bool = False


def state(turn: Turn, argument: str) -> None:
    """`/trangthai CODE`: show the lawful next states as buttons."""
    case, _rest = casework.named(
        turn, argument, turn.text(_("Write /trangthai with the code of the case."))
    )
    if case is not None:
        offer(turn, case)


def offer(turn: Turn, case: Submission) -> None:
    """Ask which of the lawful next states it is."""
    rows = [
        [Button(texts.STATES[to], SetState(case.code, to, case.version))]
        for to in next_states(CaseState(case.state), accepted=case.is_accepted)
    ]
    turn.say(
        _("{code} is “{state}”. What is it now?"),
        code=format_code(case.code),
        state=texts.STATES[case.state],
        choices=rows,
        submission_id=case.id,
    )


def set_state(turn: Turn, tap: SetState) -> None:
    """Set the chosen state, after a form if it needs words or ends the case."""
    case, to = casework.find(turn, tap.code), tap.state
    if case is None:
        return
    if tap.seen != case.version:
        casework.refused_button(turn, Stale(case, tap.seen))
    elif not may_become(case, to):
        offer(turn, case)
    elif to is S.ANSWERED:
        answer.begin(turn, case)
    elif to is S.NEEDS_INFO:
        question.begin(turn, case)
    elif to in NEEDS_REASON:
        casework.begin(turn, form, case, {"to": to.value})
    elif to in ENDED and not tap.sure:
        turn.say(
            _("End {code} as “{state}”?"),
            code=format_code(case.code),
            state=texts.STATES[to],
            choices=[[Button(_("Yes"), replace(tap, sure=True))]],
        )
    else:
        _change(turn, case, to)


def _change(turn: Turn, case: Submission, to: CaseState) -> None:
    try:
        changed = change_state(turn.desk, case, to, seen=case.version)
    except Refusal as refusal:
        casework.refused_button(turn, refusal)
    else:
        receipts.give(turn, changed)


@dataclass(frozen=True)
class LaterDay(AskDate):
    """A day after today."""

    def take(self, turn: Turn, answers: Answers) -> Taking:
        """Refuse today and days before it."""
        taken = super().take(turn, answers)
        today = turn.organisation.local(turn.now).date()
        if isinstance(taken, Taken) and date.fromisoformat(taken.value) <= today:
            return Unclear(_("That day is not later than today. Please type a later one."))
        return taken


def _question(turn: Turn, answers: Answers) -> str:
    questions: dict[str, Text] = {
        S.TRANSFERRED: _("To which authority, and why? The resident reads it."),
        S.REJECTED: _("Why is it not taken up, and what can the resident do next? They read it."),
    }
    return turn.text(questions.get(answers.get("to", ""), _("Why? The resident reads it.")))


def _extends(_turn: Turn, answers: Answers) -> bool:
    return bool(answers.get("to") == S.EXTENDED)


def _review(turn: Turn, answers: Answers) -> str:
    case = casework.reviewed(turn, answers)
    lines = [
        turn.text(
            _("<b>{code}</b> becomes “{state}”; the resident is told:"),
            code=format_code(case.code),
            state=texts.STATES[answers["to"]],
        ),
        notices.warning(turn, case, answers.get("reason") or "", turn.language),
    ]
    return "\n".join(line for line in lines if line)


reason_step = AskText("reason", _question, label=_("Reason"), limit=2000)
until_step = LaterDay(
    "until", _("Until which day? Like 24/12/2026."), label=_("New day"), when=_extends
)


def _done(turn: Turn, answers: Answers) -> None:
    case = casework.of_form(turn, answers)
    if case is None:
        return
    until = date.fromisoformat(answers["until"]) if answers.get("until") else None
    to = CaseState(answers["to"])
    try:
        changed = change_state(
            turn.desk,
            case,
            to,
            reason=answers["reason"],
            until=until,
            seen=answers[casework.SEEN],
        )
    except Unlawful:
        offer(turn, case)
    except Refusal as refusal:
        casework.refused(turn, refusal, form, answers)
    else:
        receipts.give(turn, changed)


form = Form(
    "state",
    steps=(
        reason_step,
        until_step,
        Review(
            "send", _review, send=_("Do it and tell the resident"), shown=(reason_step, until_step)
        ),
    ),
    done=_done,
    words="reason",
    act=Act.CHANGE_STATE,
)

CHANGERS = roles_for(Act.CHANGE_STATE)

subject = Subject(
    "state",
    commands=(
        Command(
            ("trangthai", "state"),
            state,
            _("Change a case's state"),
            roles=CHANGERS,
            instead=own_cases.status,
        ),
    ),
    taps=(
        casework.on_case(casework.AskState, offer, Act.CHANGE_STATE),
        on(SetState, set_state, CHANGERS),
    ),
    forms=(form,),
)
