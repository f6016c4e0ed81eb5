"""After an answer: not done after all, how content, why; and a telephone number if they like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases import cards
from domain.cases.states import CaseState, is_lawful
from domain.cases.tracking_code import format_code
from domain.reading.phone import read_phone
from handlers.chat.router import EVERYBODY, Subject
from handlers.forms import Answers, Form, Text, engine
from handlers.resident import own_cases
from locales import _
from storage.cases import submissions
from storage.surveys import satisfaction

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

SCORES = ("1", "2", "3", "4", "5")


def undone(turn: Turn, argument: str) -> None:
    """It is not done: ask what is missing, then open the case again."""
    case = own_cases.own(turn, argument)
    if case is None:
        return
    if _may_reopen(case):
        engine.begin(turn, not_done, {"code": case.code})
    else:
        own_cases.show(turn, case)


def _may_reopen(case: Submission) -> bool:
    return is_lawful(CaseState(case.state), CaseState.REOPENED)


def _reopen(turn: Turn, answers: Answers) -> None:
    case = submissions.by_code(turn.tx, answers["code"])
    if case is None:
        return
    words = answers.get("missing") or ""
    if not _may_reopen(case):
        # Somebody took it up again meanwhile: the words go to whoever handles it.
        own_cases.put_in(turn, case, words, [])
        return
    after = submissions.change(
        turn.tx, case, state=CaseState.REOPENED, reopened=case.reopened + 1, answered_at=None,
        closed_at=None,
    )  # fmt: skip
    submissions.add_event(
        turn.tx, case.id, act="reopened", at=turn.now, person_id=turn.person.id, body=words,
        from_state=case.state, to_state=CaseState.REOPENED,
    )  # fmt: skip
    turn.record("reopened", f"submission:{case.id}", after={"times": after.reopened})
    cards.refresh(turn, after)
    cards.tell_handlers(
        turn, after, _("{code}: the resident says it is not done: {body}"), body=words
    )
    turn.say(
        _("I have told the officials that {code} is not done. You are written to here."),
        code=format_code(case.code), submission_id=case.id,
    )  # fmt: skip


not_done = Form(
    "undone",
    steps=(Text("missing", _("What is not done yet? In your own words."), limit=2000),),
    done=_reopen,
    words="missing",
)


def rate(turn: Turn, argument: str) -> None:
    """A score of 1 to 5 for a case that is ended, then why, if they like."""
    code, _colon, score = argument.partition(":")
    case = own_cases.own(turn, code)
    if case is None:
        return
    if case.state != CaseState.CLOSED or score not in SCORES:
        own_cases.show(turn, case)
        return
    satisfaction.rate(
        turn.tx, submission_id=case.id, unit_id=case.unit_id, official_id=case.assignee_id,
        score=int(score), at=turn.now,
    )  # fmt: skip
    engine.begin(turn, why, {"code": case.code})


def _because(turn: Turn, answers: Answers) -> None:
    case = submissions.by_code(turn.tx, answers["code"])
    if case is not None and answers.get("why"):
        satisfaction.explain(
            turn.tx, case.id, body=answers["why"], person_id=turn.person.id, at=turn.now
        )
    turn.say(_("Thank you. That helps us do better."))


why = Form(
    "why",
    steps=(Text("why", _("Why? A few words, if you like."), optional=True, limit=1000),),
    done=_because,
    words="why",
    on_leave=_because,
)


def leave_phone(turn: Turn, argument: str) -> None:
    """A telephone number, for officials who would rather call."""
    case = own_cases.own(turn, argument)
    if case is not None:
        engine.begin(turn, phone, {"code": case.code})


def _keep_phone(turn: Turn, answers: Answers) -> None:
    number = read_phone(answers["number"])
    if number is None:
        engine.begin(
            turn, phone, {"code": answers["code"]},
            lead=turn.text(_("That is no telephone number; please type it like 0912345678.")),
        )  # fmt: skip
        return
    turn.change_person(phone=number)
    turn.say(_("Noted: {number}. Only the officials in charge see it."), number=number)


phone = Form(
    "phone",
    steps=(Text("number", _("Your telephone number, please."), limit=40),),
    done=_keep_phone,
)

subject = Subject(
    "follow_up",
    actions={
        "undone": (undone, EVERYBODY),
        "rate": (rate, EVERYBODY),
        "phone": (leave_phone, EVERYBODY),
    },
    forms=(not_done, why, phone),
)
