"""A message while an official's question is open: for that case, or a new report?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.cases.tracking_code import format_code
from domain.messages.message import Kind
from handlers.chat.router import Subject
from handlers.forms import Answers, AskChoice, AskFiles, AskText, Form, Option, open_form
from handlers.forms.attachments import pack_file
from handlers.resident import addition, report
from locales import _
from storage.cases import submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

OTHER = "other"


def hears(turn: Turn) -> bool:
    """Ask whether words, photos or a voice note answer the official's open question."""
    incoming = turn.incoming
    if turn.official is not None or incoming.kind not in (Kind.TEXT, Kind.FILE):
        return False
    if not submissions.waiting_for(turn.tx, turn.person.id):
        return False
    answers: Answers = {}
    if incoming.text:
        answers["words"] = incoming.text
    if incoming.files:
        answers["files"] = [pack_file(file, incoming.message) for file in incoming.files]
    open_form.begin(turn, form, answers, after_a_moment=True)
    return True


def _targets(turn: Turn, _answers: Answers) -> list[Option]:
    waiting = submissions.waiting_for(turn.tx, turn.person.id)
    into = [
        Option(case.code, turn.text(_("Put it into case {code}"), code=format_code(case.code)))
        for case in waiting[:5]
    ]
    return [*into, Option(OTHER, _("Another matter"))]


def _done(turn: Turn, answers: Answers) -> None:
    case = submissions.by_code(turn.tx, answers["to"])
    if case is not None and case.person_id == turn.person.id:
        addition.put_in(turn, case, answers.get("words") or "", answers.get("files") or [])
    else:
        report.begin_with(turn, answers.get("words") or "", answers.get("files") or [])


form = Form(
    "addressed",
    steps=(
        AskText("words", _("What do you want to say?"), on_request=True),
        AskFiles("files", _("Send the photos, then choose “That is all”."), on_request=True),
        AskChoice(
            "to", _("An official waits for more from you. Is this for them?"), options=_targets
        ),
    ),
    done=_done,
    words="words",
    files="files",
    for_case=True,
)

subject = Subject("answer_question", forms=(form,), hears=(hears,))
