"""An official answers: a command, a button, or simply replying to a case's message in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import language, tracking_code
from domain.kinds import DISCREET
from domain.messages import Kind
from domain.roles import HANDLES_CASES, Role, may_see
from domain.states import CaseState, is_lawful
from domain.tracking_code import format_code
from handlers import filing, shown
from handlers.forms import Answers, Files, Form, Review, Text, engine
from handlers.forms.attachments import pack_file
from handlers.subject import Command, Subject
from handlers.turn import Button
from locales import Markup, _, translate
from storage import files, people, submissions

if TYPE_CHECKING:
    from handlers.turn import Turn
    from storage.people import Person
    from storage.submissions import Submission


def find(turn: Turn, argument: str) -> Submission | None:
    """The case this official names and may see; says so when there is none."""
    code = tracking_code.parse(argument) or tracking_code.find_in(argument)
    case = submissions.by_code(turn.tx, code) if code else None
    if case is not None and sees(turn, case):
        return case
    turn.say(
        _("I find no case {code} that is yours to handle. /viec lists them."), code=argument[:20]
    )
    return None


def sees(turn: Turn, case: Submission) -> bool:
    """Whether who is here may open the case."""
    official = turn.official
    return official is not None and may_see(
        Role(official.role), own_unit=official.unit_id == case.unit_id,
        head_only=case.head_only, assigned=official.id == case.assignee_id,
    )  # fmt: skip


def reply(turn: Turn, argument: str) -> None:
    """`/traloi CODE words`, `/traloi CODE`, or the button on a card."""
    name, _space, words = argument.strip().partition(" ")
    if not name:
        turn.say(_("Write /traloi with the code, or reply to the case's message."))
        return
    case = find(turn, name)
    if case is not None:
        begin(turn, case, words.strip())


def begin(turn: Turn, case: Submission, words: str) -> None:
    """Open the answer's form; what was written already is kept, the rest is asked."""
    if not is_lawful(CaseState(case.state), CaseState.ANSWERED) and case.state != "answered":
        turn.say(
            _("{code} is “{state}”: it cannot be answered now. /trangthai changes that."),
            code=format_code(case.code), state=shown.STATES[case.state],
        )  # fmt: skip
        return
    answers: Answers = {"code": case.code, "version": case.version}
    if words:
        answers["words"] = words
    engine.begin(turn, form, answers)


def quotes(turn: Turn) -> bool:
    """Replying to a case's message in private is an answer, shown once more before it goes."""
    if turn.official is None or Role(turn.official.role) not in HANDLES_CASES:
        return False
    incoming = turn.incoming
    if incoming.kind not in (Kind.TEXT, Kind.FILE) or engine.is_open(turn):
        return False
    case = submissions.by_message(turn.tx, incoming.channel, incoming.chat, incoming.reply_to)
    if case is None or not sees(turn, case):
        return False
    answers: Answers = {"code": case.code, "version": case.version}
    if incoming.text:
        answers["words"] = incoming.text
    if incoming.files:
        answers["files"] = [pack_file(file, incoming.message) for file in incoming.files]
    engine.begin(turn, form, answers)
    return True


def _review(turn: Turn, answers: Answers) -> str:
    case = submissions.by_code(turn.tx, answers["code"])
    if case is None:
        raise LookupError("the case of an answer is gone")
    lines = [
        turn.text(
            _("Answer to <b>{code}</b>, as the resident gets it:"), code=format_code(case.code)
        )
    ]
    found = language.detect(answers.get("words") or "")
    if found.language and found.language != case.language:
        lines.append(
            turn.text(
                _("⚠ The resident reads {theirs}; this is {yours}. It goes out marked “not translated”."),
                theirs=LANGUAGE_NAMES[case.language], yours=LANGUAGE_NAMES[found.language],
            )
        )  # fmt: skip
    return "\n".join(lines)


LANGUAGE_NAMES = {"vi": _("Vietnamese"), "en": _("English"), "km": _("Khmer")}

words_step = Text(
    "words", _("Write the answer. Photos and files may come with it."), label=_("Answer")
)
files_step = Files("files", _("Send the files, then press “That is all”."), label=_("Files"),
                   optional=True, on_request=True)  # fmt: skip
review = Review("send", _review, send=_("Send to the resident"), shown=(words_step, files_step))


def _done(turn: Turn, answers: Answers) -> None:
    case = submissions.by_code(turn.tx, answers["code"])
    if case is None or not sees(turn, case):
        turn.say(_("That case is not yours to handle any more. Nothing was sent."))
        return
    if case.version != answers["version"]:
        turn.say(
            _("{code} changed meanwhile: it is “{state}” now. Look at it, then answer again; your words: {words}"),
            code=format_code(case.code), state=shown.STATES[case.state],
            words=answers.get("words") or "", choices=[[Button(_("See"), f"open:{case.code}")]],
        )  # fmt: skip
        return
    send_answer(turn, case, answers)


def send_answer(turn: Turn, case: Submission, answers: Answers) -> None:
    """The answer is kept, the case is answered, the resident gets one message."""
    words = answers.get("words") or ""
    official_id = turn.official.id if turn.official else None
    after = submissions.change(
        turn.tx, case, state=CaseState.ANSWERED, answered_at=turn.now, closed_at=None,
        assignee_id=case.assignee_id or official_id, asked_at=None,
    )  # fmt: skip
    event_id = submissions.add_event(
        turn.tx, case.id, act="reply", at=turn.now, official_id=official_id,
        person_id=case.person_id, from_state=case.state, to_state=CaseState.ANSWERED, body=words,
    )  # fmt: skip
    filing.keep_files(turn, answers.get("files") or [], after, event_id)
    resident = people.by_id(turn.tx, case.person_id) if case.person_id else None
    if resident is not None:
        row = push(turn, resident, after, words, event_id)
        submissions.set_event(turn.tx, event_id, outbox_id=row)
    turn.record("replied", f"submission:{case.id}", before={"state": case.state},
                after={"state": after.state})  # fmt: skip
    turn.say(
        _("Sent for {code}. I tell you when it has arrived."),
        code=format_code(case.code), submission_id=case.id,
    )  # fmt: skip


def push(turn: Turn, resident: Person, case: Submission, words: str, event_id: int) -> int:
    """The answer for the resident; a discreet one says only that there is news."""
    at = turn.when_for(resident)
    if case.kind in DISCREET or resident.discreet:
        return turn.notify(
            resident, _("There is news on case {code}."), not_before=at, submission_id=case.id,
            choices=[[Button(_("See"), f"case:{case.code}")]], code=format_code(case.code),
        )  # fmt: skip
    found = language.detect(words)
    foreign = bool(found.language and found.language != resident.language)
    row = turn.notify(
        resident,
        _("<b>Answer to {code}</b> from {organisation}:\n\n{words}{note}"),
        not_before=at,
        submission_id=case.id,
        choices=[
            [Button(_("Done"), f"done:{case.code}"), Button(_("Not done"), f"undone:{case.code}")],
            [Button(_("See this case"), f"case:{case.code}")],
        ],
        code=format_code(case.code),
        organisation=turn.organisation.name,
        words=words,
        note=Markup("\n\n" + translate(_("<i>(not translated)</i>"), resident.language))
        if foreign
        else Markup(""),
    )
    for file in files.of_submission(turn.tx, case.id):
        if file.event_id == event_id:
            turn.pass_file(resident, file, not_before=at, submission_id=case.id)
    return row


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
