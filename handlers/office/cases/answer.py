"""An official answers: by a command, a button, or a reply to a case's message in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases import case_taps
from actions.cases.answer import answer, can_answer
from actions.cases.messages import notices, texts
from actions.refusals import CannotAnswer, Refusal
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.messages.message import Kind
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.forms import Answers, AskFiles, AskText, Form, Review, open_form
from handlers.forms.attachments import attached, pack_file
from handlers.office.cases import casework, receipts
from locales import _
from storage.cases import submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission


def reply(turn: Turn, argument: str) -> None:
    """`/traloi CODE words`, or `/traloi CODE`."""
    usage = turn.text(_("Write /traloi with the code, or reply to the case's message."))
    case, words = casework.named(turn, argument, usage)
    if case is not None:
        begin(turn, case, {"words": words} if words else {})


def begin(turn: Turn, case: Submission, answers: Answers | None = None) -> None:
    """Open the form of an answer, filled with the words that are there already."""
    if can_answer(case):
        casework.begin(turn, form, case, answers)
        return
    turn.say(
        CannotAnswer.words,
        code=format_code(case.code),
        state=texts.STATES[case.state],
        choices=[[casework.state_button(case)]],
    )


def quotes(turn: Turn) -> bool:
    """Take a reply to a case's message in private as an answer, which the form reviews."""
    if turn.role not in roles_for(Act.ANSWER):
        return False
    incoming = turn.incoming
    if incoming.kind not in (Kind.TEXT, Kind.FILE):
        return False
    case = submissions.by_message(turn.tx, incoming.channel, incoming.chat, incoming.reply_to)
    if case is None or _is_writing_about(turn, case):
        return False
    if case.person_id == turn.person.id:
        # Their own case: here they are a resident.
        return False
    if not casework.sees(turn, case):
        turn.log("refused", f"submission:{case.id}")
        turn.say(_("That case is not yours to handle any more. Nothing was sent."))
        return True
    begin(turn, case, packed(turn, incoming.text))
    return True


def _is_writing_about(turn: Turn, case: Submission) -> bool:
    """Whether the open form is about this case: then the reply is input of the form."""
    if not open_form.is_open(turn):
        return False
    return bool(turn.conversation.draft.answers.get(casework.CODE) == case.code)


def packed(turn: Turn, words: str) -> Answers:
    """The words and the files of the incoming message, as answers of the form."""
    answers: Answers = {"words": words} if words else {}
    if turn.incoming.files:
        message = turn.incoming.message
        answers["files"] = [pack_file(file, message) for file in turn.incoming.files]
    return answers


def _review(turn: Turn, answers: Answers) -> str:
    case = casework.reviewed(turn, answers)
    lines = [
        turn.text(
            _("Answer to <b>{code}</b>, as the resident gets it:"), code=format_code(case.code)
        ),
        notices.warning(turn, case, answers.get("words") or "", turn.language),
    ]
    return "\n".join(line for line in lines if line)


words_step = AskText(
    "words",
    _("Write the answer. Photos, files and your voice may come with it."),
    label=_("Answer"),
    limit=4000,
)
files_step = AskFiles(
    "files",
    _("Send the files, then choose “That is all”."),
    label=_("Files"),
    optional=True,
    on_request=True,
)
review = Review("send", _review, send=_("Send to the resident"), shown=(words_step, files_step))


def _done(turn: Turn, answers: Answers) -> None:
    case = casework.of_form(turn, answers)
    if case is None:
        return
    try:
        send(turn, case, answers, seen=answers[casework.SEEN])
    except Refusal as refusal:
        casework.refused(turn, refusal, form, answers, choices=[[casework.state_button(case)]])


def send(turn: Turn, case: Submission, answers: Answers, *, seen: int | None) -> None:
    """Send the answer and confirm it. Raises `Refusal`."""
    files = attached(turn, answers.get("files"))
    receipts.give(turn, answer(turn.desk, case, answers.get("words") or "", files, seen=seen))


form = Form(
    "reply",
    steps=(words_step, files_step, review),
    done=_done,
    words="words",
    files="files",
    act=Act.ANSWER,
)

subject = Subject(
    "answer",
    commands=(
        Command(
            ("traloi", "reply"),
            reply,
            _("Answer a case: the code, then the words"),
            roles=roles_for(Act.ANSWER),
        ),
    ),
    taps=(casework.on_case(case_taps.Answer, begin, Act.ANSWER),),
    forms=(form,),
    quotes=(quotes,),
)
