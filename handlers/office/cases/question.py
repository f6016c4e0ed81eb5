"""An official asks back: the resident's next words are offered to the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards, notices
from domain.cases.states import CaseState, is_lawful
from domain.cases.tracking_code import format_code
from domain.people.roles import HANDLES_CASES
from handlers.chat.router import Command, Subject
from handlers.forms import Answers, Form, Review, Text
from handlers.office.cases import casework, receipts
from locales import _
from storage.cases import submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission


def ask(turn: Turn, argument: str) -> None:
    """`/hoithem CODE words`, `/hoithem CODE`, or the button on a card."""
    case, words = casework.named(
        turn, argument, turn.text(_("Write /hoithem with the code, then your question."))
    )
    if case is not None:
        begin(turn, case, {"words": words} if words else {})


def begin(turn: Turn, case: Submission, answers: Answers) -> None:
    """Open the question's form; a settled case is not asked about."""
    if case.state in cards.SETTLED:
        turn.say(
            _("{code} is settled already."), code=format_code(case.code),
            choices=[[Button(_("Change the state"), f"state:{case.code}")]],
        )  # fmt: skip
        return
    casework.begin(turn, form, case, answers)


def _review(turn: Turn, answers: Answers) -> str:
    case = submissions.by_code(turn.tx, answers[casework.CODE])
    if case is None:
        raise LookupError("the case of a question is gone")
    lines = [
        turn.text(
            _("Question on <b>{code}</b>, as the resident gets it:"), code=format_code(case.code)
        ),
        notices.warning(turn, case, answers.get("words") or "", turn.language),
    ]
    return "\n".join(line for line in lines if line)


words_step = Text("words", _("What do you ask the resident?"), label=_("Question"), limit=2000)


def _done(turn: Turn, answers: Answers) -> None:
    case = casework.settle(turn, form, answers)
    if case is None:
        return
    words = answers["words"]
    state = CaseState(case.state)
    if is_lawful(state, CaseState.NEEDS_INFO):
        state = CaseState.NEEDS_INFO
    official_id = turn.official.id if turn.official else None
    after = submissions.change(
        turn.tx, case, state=state, asked_at=turn.now, assignee_id=case.assignee_id or official_id
    )
    event_id = submissions.add_event(
        turn.tx, case.id, act="question", at=turn.now, official_id=official_id,
        person_id=case.person_id, from_state=case.state, to_state=state, body=words,
    )  # fmt: skip
    at = notices.tell(
        turn,
        after,
        event_id,
        _("<b>{code}</b>: {organisation} asks you:\n\n{body}\n\nJust write your answer here."),
        body=words,
        organisation=turn.organisation.name,
        choices=[
            [Button(_("Write"), f"add:{case.code}")],
            [Button(_("See this case"), f"case:{case.code}")],
        ],
    )
    turn.record("asked", f"submission:{case.id}", before={"state": case.state},
                after={"state": after.state})  # fmt: skip
    cards.refresh(turn, after)
    receipts.give(turn, after, event_id, at, act="question")


form = Form(
    "question",
    steps=(
        words_step,
        Review("send", _review, send=_("Send to the resident"), shown=(words_step,)),
    ),
    done=_done,
    words="words",
    official_only=True,
)

subject = Subject(
    "asking",
    commands=(
        Command(("hoithem", "ask"), ask, _("Ask the resident something about a case"),
                roles=HANDLES_CASES),
    ),
    actions={"ask": (ask, HANDLES_CASES)},
    forms=(form,),
)  # fmt: skip
