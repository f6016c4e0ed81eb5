"""An official answers: a command, a button, or simply replying to a case's message in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards, notices, texts
from domain.cases.states import CaseState, is_lawful
from domain.cases.tracking_code import format_code
from domain.messages.message import Kind
from domain.people.roles import HANDLES_CASES, Role
from handlers.chat.router import Command, Subject
from handlers.forms import Answers, Files, Form, Review, Text, engine
from handlers.forms.attachments import pack_file
from handlers.office.cases import casework, receipts
from handlers.resident import filing
from locales import _
from storage.cases import submissions

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission


def reply(turn: Turn, argument: str) -> None:
    """`/traloi CODE words`, `/traloi CODE`, or the button on a card."""
    usage = turn.text(_("Write /traloi with the code, or reply to the case's message."))
    case, said = casework.named(turn, argument, usage)
    if case is not None:
        begin(turn, case, {"words": said} if said else {})


def begin(turn: Turn, case: Submission, answers: Answers) -> None:
    """Open the answer's form; what was written already is kept, the rest is asked."""
    if not can_answer(case):
        turn.say(
            _("{code} is “{state}”: it cannot be answered now. /trangthai changes that."),
            code=format_code(case.code), state=texts.STATES[case.state],
            choices=[[Button(_("Change the state"), f"state:{case.code}")]],
        )  # fmt: skip
        return
    casework.begin(turn, form, case, answers)


def can_answer(case: Submission) -> bool:
    """Whether an answer is lawful now; an answered case may be answered again."""
    return case.state == CaseState.ANSWERED or is_lawful(CaseState(case.state), CaseState.ANSWERED)


def quotes(turn: Turn) -> bool:
    """Replying to a case's message in private is an answer, shown once more before it goes."""
    if turn.official is None or Role(turn.official.role) not in HANDLES_CASES:
        return False
    incoming = turn.incoming
    if incoming.kind not in (Kind.TEXT, Kind.FILE):
        return False
    case = submissions.by_message(turn.tx, incoming.channel, incoming.chat, incoming.reply_to)
    if case is None or _is_writing_about(turn, case):
        return False
    if case.person_id == turn.person.id:
        # Their own matter: here they are a resident like any other.
        return False
    if not casework.sees(turn, case):
        turn.record("refused", f"submission:{case.id}")
        turn.say(_("That case is not yours to handle any more. Nothing was sent."))
        return True
    begin(turn, case, packed(turn, incoming.text))
    return True


def _is_writing_about(turn: Turn, case: Submission) -> bool:
    """The open form is about this very case: the quote is one more message for it."""
    if not engine.is_open(turn):
        return False
    answers = turn.conversation.draft.get("answers", {})
    return bool(answers.get(casework.CODE) == case.code)


def packed(turn: Turn, words: str) -> Answers:
    """Words and the incoming message's files, as answers of the form."""
    answers: Answers = {"words": words} if words else {}
    if turn.incoming.files:
        message = turn.incoming.message
        answers["files"] = [pack_file(file, message) for file in turn.incoming.files]
    return answers


def _review(turn: Turn, answers: Answers) -> str:
    case = submissions.by_code(turn.tx, answers[casework.CODE])
    if case is None:
        raise LookupError("the case of an answer is gone")
    lines = [
        turn.text(
            _("Answer to <b>{code}</b>, as the resident gets it:"), code=format_code(case.code)
        ),
        notices.warning(turn, case, answers.get("words") or "", turn.language),
    ]
    return "\n".join(line for line in lines if line)


words_step = Text(
    "words", _("Write the answer. Photos, files and your voice may come with it."),
    label=_("Answer"), limit=4000,
)  # fmt: skip
files_step = Files("files", _("Send the files, then choose “That is all”."), label=_("Files"),
                   optional=True, on_request=True)  # fmt: skip
review = Review("send", _review, send=_("Send to the resident"), shown=(words_step, files_step))


def _done(turn: Turn, answers: Answers) -> None:
    case = casework.settle(turn, form, answers)
    if case is not None and not can_answer(case):
        begin(turn, case, {})
    elif case is not None:
        send_answer(turn, case, answers)


def send_answer(turn: Turn, case: Submission, answers: Answers) -> None:
    """The answer is kept, the case is answered, the resident gets one message."""
    said = answers.get("words") or ""
    official_id = turn.official.id if turn.official else None
    after = submissions.change(
        turn.tx, case, state=CaseState.ANSWERED, answered_at=turn.now, closed_at=None,
        assignee_id=case.assignee_id or official_id, asked_at=None,
    )  # fmt: skip
    event_id = submissions.add_event(
        turn.tx, case.id, act="reply", at=turn.now, official_id=official_id,
        person_id=case.person_id, from_state=case.state, to_state=CaseState.ANSWERED, body=said,
    )  # fmt: skip
    filing.keep_files(turn, answers.get("files") or [], after, event_id)
    at = push(turn, after, event_id, said)
    turn.record("replied", f"submission:{case.id}", before={"state": case.state},
                after={"state": after.state})  # fmt: skip
    cards.refresh(turn, after)
    receipts.give(turn, after, event_id, at)


def push(turn: Turn, case: Submission, event_id: int, said: str) -> datetime | None:
    """The answer for the resident. Returns when it goes out; None when nobody hears it."""
    return notices.tell(
        turn,
        case,
        event_id,
        _("<b>Answer to {code}</b> from {organisation}:\n\n{body}"),
        body=said or turn.text(_("(a file, without words)")),
        choices=after_answer(case),
        organisation=turn.organisation.name,
    )


def after_answer(case: Submission) -> list[list[Button]]:
    """What a resident may do with an answer."""
    return [
        [Button(_("Done"), f"done:{case.code}"), Button(_("Not done"), f"undone:{case.code}")],
        [Button(_("See this case"), f"case:{case.code}")],
    ]


form = Form(
    "reply",
    steps=(words_step, files_step, review),
    done=_done,
    words="words",
    files="files",
    official_only=True,
)

subject = Subject(
    "replies",
    commands=(
        Command(("traloi", "reply"), reply, _("Answer a case: the code, then the words"),
                roles=HANDLES_CASES),
    ),
    actions={"reply": (reply, HANDLES_CASES)},
    forms=(form,),
    quotes=(quotes,),
)  # fmt: skip
