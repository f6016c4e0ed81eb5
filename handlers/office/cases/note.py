"""A note for officials on a case; residents never see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.note import note as store_note
from actions.refusals import Refusal
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.forms import Answers, AskText, Form
from handlers.office.cases import casework
from locales import _
from storage.cases import submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission


def note(turn: Turn, argument: str) -> None:
    """`/ghichu CODE words`: store a note, which residents never see."""
    usage = turn.text(_("Write /ghichu with the code, then the note."))
    case, words = casework.named(turn, argument, usage)
    if case is not None and words:
        keep(turn, case, words)
    elif case is not None:
        begin(turn, case)


def begin(turn: Turn, case: Submission) -> None:
    """Ask for the note."""
    casework.begin(turn, form, case)


def _done(turn: Turn, answers: Answers) -> None:
    case = submissions.by_code(turn.tx, answers[casework.CODE])
    if case is None:
        turn.say(_("That case is not yours to handle any more. Nothing was kept."))
    else:
        keep(turn, case, answers["note"])


def keep(turn: Turn, case: Submission, words: str) -> None:
    """Store the note and confirm it."""
    try:
        store_note(turn.desk, case, words)
    except Refusal:
        turn.say(_("That case is not yours to handle any more. Nothing was kept."))
        return
    turn.submission_id = case.id
    turn.say(
        _("Noted in {code}. Residents never see it."),
        code=format_code(case.code),
        submission_id=case.id,
    )


form = Form(
    "note",
    steps=(AskText("note", _("The note, please: only officials see it.")),),
    done=_done,
    act=Act.NOTE,
)

subject = Subject(
    "note",
    commands=(
        Command(
            ("ghichu", "note"), note, _("Note for officials on a case"), roles=roles_for(Act.NOTE)
        ),
    ),
    taps=(casework.on_case(casework.WriteNote, begin, Act.NOTE),),
    forms=(form,),
)
