"""Correct or take back words that were sent to a resident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases.case_taps import Correct, TakeBack
from actions.cases.corrections import (
    check,
    check_correction,
    correct as correct_words,
    take_back as take_back_words,
)
from actions.cases.messages import cards, notices, texts
from actions.refusals import NotYours, Refusal
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from handlers.chat.refusal import refuse
from handlers.chat.router import Subject
from handlers.chat.taps import on
from handlers.forms import Answers, AskFiles, AskText, Form, Review
from handlers.forms.attachments import attached
from handlers.office.cases import casework, receipts
from locales import _
from storage.cases import events, submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.events import Event
    from storage.cases.submissions import Submission

_NOT_YOURS = _("That is not yours to change.")
EVENT = "event"


def correct(turn: Turn, tap: Correct) -> None:
    """Ask for the words that replace the sent ones."""
    case, event = _found(turn, tap.event_id)
    if case is None or event is None:
        return
    try:
        check_correction(turn.desk, case, event)
    except Refusal as refusal:
        _refused(turn, refusal)
    else:
        casework.begin(turn, form, case, {EVENT: event.id})


def _found(turn: Turn, event_id: int) -> tuple[Submission | None, Event | None]:
    """The event that a button names, and its case; if there is none, say so."""
    event = events.by_id(turn.tx, event_id)
    case = submissions.by_id(turn.tx, event.submission_id) if event else None
    if case is None:
        turn.say(_NOT_YOURS)
    return case, event


def _refused(turn: Turn, refusal: Refusal) -> None:
    if isinstance(refusal, NotYours):
        turn.say(_NOT_YOURS)
    else:
        refuse(turn, refusal)


def _review(turn: Turn, answers: Answers) -> str:
    case = casework.reviewed(turn, answers)
    lines = [
        turn.text(
            _("<b>{code}</b>: this takes the place of what you sent."),
            code=format_code(case.code),
        ),
        notices.warning(turn, case, answers.get("words") or "", turn.language),
    ]
    return "\n".join(line for line in lines if line)


words_step = AskText("words", _("Write it as it should read."), label=_("Answer"))
files_step = AskFiles(
    "files",
    _("Send the files, then choose “That is all”."),
    label=_("Files"),
    optional=True,
    on_request=True,
)
review = Review("send", _review, send=_("Send the correction"), shown=(words_step, files_step))


def _done(turn: Turn, answers: Answers) -> None:
    case, event = _found(turn, answers[EVENT])
    if case is None or event is None:
        return
    files = attached(turn, answers.get("files"))
    words, seen = answers.get("words") or "", answers[casework.SEEN]
    try:
        corrected = correct_words(turn.desk, case, event, words, files, seen=seen)
    except Refusal as refusal:
        casework.refused(turn, refusal, form, answers)
        return
    receipts.give(turn, corrected)


def take_back(turn: Turn, tap: TakeBack) -> None:
    """Take a message back, after one question."""
    case, event = _found(turn, tap.event_id)
    if case is None or event is None:
        return
    try:
        check(turn.desk, Act.TAKE_BACK, case, event, seen=None)
        if not tap.sure:
            _ask_whether(turn, case, event)
            return
        after = take_back_words(turn.desk, case, event).case
    except Refusal as refusal:
        _refused(turn, refusal)
        return
    turn.say(
        _("Taken back. {code} is “{state}” again."),
        state=texts.STATES[after.state],
        code=format_code(case.code),
        choices=cards.buttons(after, turn.official.id if turn.official else None),
        submission_id=case.id,
    )


def _ask_whether(turn: Turn, case: Submission, event: Event) -> None:
    turn.say(
        _("Take back what was sent for {code}? The resident sees that it was taken back."),
        code=format_code(case.code),
        choices=[[Button(_("Yes, take it back"), TakeBack(event.id, sure=True))]],
    )


form = Form(
    "correction",
    steps=(words_step, files_step, review),
    done=_done,
    words="words",
    files="files",
    act=Act.CORRECT,
)

subject = Subject(
    "corrections",
    taps=(
        on(Correct, correct, roles_for(Act.CORRECT)),
        on(TakeBack, take_back, roles_for(Act.TAKE_BACK)),
    ),
    forms=(form,),
)
