"""An official asks the resident a question; the resident's next words may answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases import case_taps
from actions.cases.messages import notices
from actions.cases.messages.card_texts import SETTLED
from actions.cases.question import ask as ask_resident
from actions.refusals import Refusal, Settled
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from handlers.chat.refusal import refuse
from handlers.chat.router import Command, Subject
from handlers.forms import Answers, AskText, Form, Review
from handlers.office.cases import casework, receipts
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission


def ask(turn: Turn, argument: str) -> None:
    """`/hoithem CODE words`, or `/hoithem CODE`."""
    usage = turn.text(_("Write /hoithem with the code, then your question."))
    case, words = casework.named(turn, argument, usage)
    if case is not None:
        begin(turn, case, {"words": words} if words else {})


def begin(turn: Turn, case: Submission, answers: Answers | None = None) -> None:
    """Open the form of a question; a settled case gets none."""
    if case.state in SETTLED:
        refuse(turn, Settled(code=format_code(case.code)), choices=[[casework.state_button(case)]])
    else:
        casework.begin(turn, form, case, answers)


def _review(turn: Turn, answers: Answers) -> str:
    case = casework.reviewed(turn, answers)
    lines = [
        turn.text(
            _("Question on <b>{code}</b>, as the resident gets it:"), code=format_code(case.code)
        ),
        notices.warning(turn, case, answers.get("words") or "", turn.language),
    ]
    return "\n".join(line for line in lines if line)


words_step = AskText("words", _("What do you ask the resident?"), label=_("Question"), limit=2000)


def _done(turn: Turn, answers: Answers) -> None:
    case = casework.of_form(turn, answers)
    if case is None:
        return
    try:
        asked = ask_resident(turn.desk, case, answers["words"], seen=answers[casework.SEEN])
    except Refusal as refusal:
        casework.refused(turn, refusal, form, answers, choices=[[casework.state_button(case)]])
        return
    receipts.give(turn, asked)


form = Form(
    "question",
    steps=(
        words_step,
        Review("send", _review, send=_("Send to the resident"), shown=(words_step,)),
    ),
    done=_done,
    words="words",
    act=Act.ASK,
)

subject = Subject(
    "question",
    commands=(
        Command(
            ("hoithem", "ask"),
            ask,
            _("Ask the resident something about a case"),
            roles=roles_for(Act.ASK),
        ),
    ),
    taps=(casework.on_case(case_taps.Ask, begin, Act.ASK),),
    forms=(form,),
)
