"""Add a message to a case; a voice without words is asked about first, as in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases.additions import add
from actions.people import people_taps
from domain.cases import tracking_code
from domain.cases.kinds import SubmissionKind, policy
from handlers.forms import Answers, AskFiles, AskText, Form, Option, open_form
from handlers.forms.answers import MESSAGES
from handlers.forms.attachments import attached
from handlers.resident.kind_question import CONDUCT, DANGER, AskKind, chosen_kind, is_unread
from locales import _
from storage.cases import submissions
from storage.updates import draft_traces, transcript

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

THIS = "this"


def put_in(turn: Turn, case: Submission, words: str, packed: list[dict[str, Any]]) -> None:
    """Add words and files to the case, and confirm it; ask first if nobody has read them."""
    answers: Answers = {"code": case.code, "words": words, "files": packed}
    if is_unread(answers):
        open_form.begin(turn, form, {"code": case.code, "files": packed})
    else:
        _add(turn, case, answers)


def _add(turn: Turn, case: Submission, answers: Answers) -> None:
    kind = answers.get("kind")
    add(
        turn.seat,
        case,
        answers.get("words") or "",
        attached(turn, answers.get("files")),
        danger=kind == DANGER,
        conduct=kind == CONDUCT,
    )
    turn.submission_id = case.id
    turn.say(
        _("Added to {code}; the official sees it."),
        code=tracking_code.format_code(case.code),
        topic=f"added:{case.id}",
        submission_id=case.id,
    )


def _done(turn: Turn, answers: Answers) -> None:
    messages = answers.get(MESSAGES) or []
    if not policy(chosen_kind(answers)).filed_in_chat:
        draft_traces.erase(turn.tx, turn.conversation, messages, turn.now)
        turn.say(
            _(
                "Then please do not write it in the chat. What you wrote is erased here and was "
                "passed on to nobody. There is a confidential way:"
            ),
            choices=[[Button(_("Show me the confidential way"), people_taps.Denounce())]],
        )
        return
    case = submissions.by_code(turn.tx, answers["code"])
    if case is None or case.person_id != turn.person.id:
        return
    _add(turn, case, answers)
    transcript.attach(
        turn.tx,
        channel=turn.incoming.channel,
        chat=turn.incoming.chat,
        messages=messages,
        submission_id=case.id,
    )


form = Form(
    "unread",
    steps=(
        AskText("words", _("What do you want to say?"), on_request=True),
        AskFiles("files", _("Send the photos, then choose “That is all”."), on_request=True),
        AskKind(
            "kind",
            _("So that it reaches the right people: which is it?"),
            options=(
                Option(THIS, _("It belongs to this matter")),
                Option(SubmissionKind.DENUNCIATION, _("Somebody did wrong")),
            ),
        ),
    ),
    done=_done,
    words="words",
    files="files",
    for_case=True,
)
