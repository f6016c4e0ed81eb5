"""Feedback after an answer: not done, a score, its reason, a telephone number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases import case_taps, feedback as act
from actions.refusals import Refusal
from domain.cases.tracking_code import format_code
from domain.reading.phone import read_phone
from handlers.chat.router import Subject
from handlers.chat.taps import on
from handlers.forms import Answers, AskText, Form, open_form
from handlers.resident import addition, own_cases
from locales import _
from storage.cases import submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission


def undone(turn: Turn, case: Submission) -> None:
    """Ask what is missing, then reopen the case."""
    if act.can_reopen(case):
        open_form.begin(turn, not_done, {"code": case.code})
    else:
        own_cases.show(turn, case)


def _reopen(turn: Turn, answers: Answers) -> None:
    case = submissions.by_code(turn.tx, answers["code"])
    if case is None:
        return
    words = answers.get("missing") or ""
    if not act.can_reopen(case):
        # Somebody took it up again meanwhile: the words go to whoever handles it.
        addition.put_in(turn, case, words, [])
        return
    act.not_done(turn.seat, case, words)
    turn.say(
        _("I have told the officials that {code} is not done. You are written to here."),
        code=format_code(case.code),
        submission_id=case.id,
    )


not_done = Form(
    "undone",
    steps=(AskText("missing", _("What is not done yet? In your own words."), limit=2000),),
    done=_reopen,
    words="missing",
    for_case=True,
)


def rate(turn: Turn, tap: case_taps.Rate) -> None:
    """Store a score of 1 to 5, then ask for the reason, which is optional."""
    case = own_cases.own(turn, tap.code)
    if case is None:
        return
    try:
        act.rate(turn.seat, case, tap.score)
    except Refusal:
        own_cases.show(turn, case)
        return
    open_form.begin(turn, why, {"code": case.code})


def _because(turn: Turn, answers: Answers) -> None:
    case = submissions.by_code(turn.tx, answers["code"])
    if case is not None and answers.get("why"):
        act.explain(turn.seat, case, answers["why"])
    turn.say(_("Thank you. That helps us do better."))


why = Form(
    "why",
    steps=(AskText("why", _("Why? A few words, if you like."), optional=True, limit=1000),),
    done=_because,
    words="why",
    on_leave=_because,
)


def leave_phone(turn: Turn, case: Submission) -> None:
    """Ask for a telephone number, for officials who prefer to call."""
    open_form.begin(turn, phone, {"code": case.code})


def _keep_phone(turn: Turn, answers: Answers) -> None:
    number = read_phone(answers["number"])
    if number is None:
        lead = turn.text(_("That is no telephone number; please type it like 0912345678."))
        open_form.begin(turn, phone, {"code": answers["code"]}, lead=lead)
        return
    case = own_cases.own(turn, answers["code"])
    if case is not None:
        turn.person = act.leave_number(turn.seat, case, number)
        turn.say(_("Noted: {number}. Only the officials in charge see it."), number=number)


phone = Form(
    "phone",
    steps=(AskText("number", _("Your telephone number, please."), limit=40),),
    done=_keep_phone,
)

subject = Subject(
    "follow_up",
    taps=(
        own_cases.on_own(case_taps.NotDone, undone),
        on(case_taps.Rate, rate),
        own_cases.on_own(case_taps.LeaveNumber, leave_phone),
    ),
    forms=(not_done, why, phone),
)
