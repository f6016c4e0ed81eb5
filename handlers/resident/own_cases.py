"""A resident and their cases: how far is it, what was answered, is it done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases import notices, texts
from actions.cases.additions import add as add_to
from actions.cases.feedback import can_end, done as end
from actions.cases.state import scores
from domain.cases import tracking_code
from domain.cases.kinds import policy
from domain.cases.states import ENDED, CaseState
from domain.messages.message import Kind
from domain.reading import classify
from handlers.chat import case_lines
from handlers.chat.router import EVERYBODY, Command, Subject
from handlers.forms.attachments import attached, pack_file
from locales import Markup, _
from storage.cases import events, failed_lookups, files, submissions

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

ADDING = "adding_to"
"""In a conversation's draft: the case that what is sent next belongs to."""
GUESSES = 5
"""Wrong codes an hour from one account before it must wait."""


def status(turn: Turn, argument: str) -> None:
    """`/tracuu CODE`; without a code, one's own cases."""
    code = tracking_code.parse(argument) or tracking_code.find_in(argument)
    if not argument:
        mine(turn, "")
        return
    if _guesses_too_much(turn):
        turn.say(_("That were many codes that do not exist. Please try again in an hour."))
        return
    case = submissions.by_code(turn.tx, code) if code else None
    if case is not None and case.person_id == turn.person.id:
        show(turn, case)
    elif case is not None and policy(case.kind).open_to_all and not case.head_only:
        text = case_lines.heading(turn, case)
        turn.say_plainly("\n".join(part for part in (text, case_lines.due(turn, case)) if part))
    else:
        failed_lookups.add(turn.tx, turn.incoming.channel, turn.incoming.sender, turn.now)
        turn.say(
            _(
                "I find no case with the code {code}. Please look at it once more: a letter or digit may be wrong."
            ),
            code=argument[:20],
        )


def _guesses_too_much(turn: Turn) -> bool:
    since = turn.now - timedelta(hours=1)
    incoming = turn.incoming
    return failed_lookups.count(turn.tx, incoming.channel, incoming.sender, since) >= GUESSES


def show(turn: Turn, case: Submission) -> None:
    """The whole story for whoever filed it."""
    story = events.of_case(turn.tx, case.id, public_only=True)
    new = [event for event in story if event.official_id is not None and event.read_at is None]
    for event in new:
        events.mark(turn.tx, event.id, read_at=turn.now)
    parts = [
        case_lines.heading(turn, case), texts.place(turn, case, turn.language),
        case_lines.due(turn, case), "",
        case_lines.timeline(turn, story), case_lines.basis(turn, case),
    ]  # fmt: skip
    text = "\n".join(part for place, part in enumerate(parts) if part or place == 3)
    if notices.is_discreet(case, turn.person):
        # The push said only that there is news: what came with it is brought now.
        fresh = {event.id for event in new if event.withdrawn_at is None}
        for file in files.of_submission(turn.tx, case.id):
            if file.event_id in fresh:
                turn.send_file(file.outgoing(turn.incoming.channel))
    turn.say_plainly(text, choices=_buttons(case), submission_id=case.id)


def _buttons(case: Submission) -> list[list[Button]]:
    add = [Button(_("Add something"), f"add:{case.code}")]
    if case.state in (CaseState.ANSWERED, CaseState.REJECTED, CaseState.TRANSFERRED):
        return [
            [Button(_("Done"), f"done:{case.code}"), Button(_("Not done"), f"undone:{case.code}")],
            add,
        ]
    return [add] if CaseState(case.state) not in ENDED else []


def mine(turn: Turn, _argument: str) -> None:
    """One's own cases, those with something new first."""
    cases = submissions.of_person(turn.tx, turn.person.id, 10)
    if not cases:
        turn.say(_("You have not sent anything yet. Just write what you want to say."))
        return
    unread = {case.id: _has_news(turn, case) for case in cases}
    cases.sort(key=lambda case: not unread[case.id])
    lines = []
    for case in cases:
        line = case_lines.heading(turn, case)
        lines.append(
            turn.text(_("{line} · <b>new</b>"), line=Markup(line)) if unread[case.id] else line
        )
    rows = [[Button(tracking_code.format_code(case.code), f"case:{case.code}")] for case in cases]
    turn.say_plainly("\n".join(lines), choices=rows)


def _has_news(turn: Turn, case: Submission) -> bool:
    return any(
        event.official_id is not None and event.read_at is None
        for event in events.of_case(turn.tx, case.id, public_only=True)
    )


def own(turn: Turn, code: str) -> Submission | None:
    """The case when it is this person's own; says so when it is not."""
    case = submissions.by_code(turn.tx, tracking_code.parse(code) or "")
    if case is None or case.person_id != turn.person.id:
        turn.say(_("That case is not among yours. /hoso shows those you sent from here."))
        return None
    return case


def open_case(turn: Turn, code: str) -> None:
    """A button or deep link to a case: one's own in full, another's as /tracuu shows it."""
    status(turn, code)


def add(turn: Turn, argument: str) -> None:
    """What is sent next goes to this case."""
    case = own(turn, argument)
    if case is not None:
        turn.conversation.draft[ADDING] = case.id
        turn.say(
            _("Write, or send a photo or your voice; it goes to {code}."),
            code=tracking_code.format_code(case.code),
        )


def attach(turn: Turn, case: Submission) -> None:
    """Put this message into the case."""
    incoming = turn.incoming
    packed = [pack_file(file, incoming.message) for file in incoming.files]
    put_in(turn, case, incoming.text, packed)


def put_in(turn: Turn, case: Submission, words: str, packed: list[dict[str, Any]]) -> None:
    """Add words and files to the case, and say so."""
    add_to(turn.seat, case, words, attached(turn, packed))
    turn.submission_id = case.id
    turn.say(
        _("Added to {code}; the official sees it."),
        code=tracking_code.format_code(case.code),
        topic=f"added:{case.id}",
        submission_id=case.id,
    )


def hears(turn: Turn) -> bool:
    """Words after `Add something`, a code by itself, a question how far it is."""
    incoming = turn.incoming
    if incoming.kind not in (Kind.TEXT, Kind.FILE):
        return False
    adding_to = turn.conversation.draft.pop(ADDING, None)
    if adding_to is not None:
        case = submissions.by_id(turn.tx, adding_to)
        if case is not None and case.person_id == turn.person.id:
            attach(turn, case)
            return True
    if turn.official is not None:
        return False
    code = tracking_code.parse(incoming.text)
    if code:
        status(turn, incoming.text)
        return True
    if classify.asks_status(incoming.text):
        found = tracking_code.find_in(incoming.text)
        status(turn, found or "")
        return True
    return False


def quotes(turn: Turn) -> bool:
    """A quoted notice chooses its case."""
    if not (turn.incoming.text or turn.incoming.files):
        return False
    incoming = turn.incoming
    case = submissions.by_message(turn.tx, incoming.channel, incoming.chat, incoming.reply_to)
    if case is None or case.person_id != turn.person.id:
        return False
    attach(turn, case)
    return True


def done(turn: Turn, argument: str) -> None:
    """The resident is content: the case ends, and may be rated."""
    case = own(turn, argument)
    if case is None:
        return
    if case.state == CaseState.CLOSED:
        turn.say(_("That case is ended already. Thank you."))
        return
    if not can_end(case):
        show(turn, case)
        return
    end(turn.seat, case)
    turn.say(
        _(
            "Thank you for telling us. How content are you with how it was handled? 1 not at all, 5 very."
        ),
        choices=[scores(case)],
        submission_id=case.id,
    )


subject = Subject(
    "cases",
    commands=(
        Command(("tracuu", "status"), status, _("How far is it? With the code")),
        Command(("hoso", "mine"), mine, _("What you have sent")),
    ),
    actions={
        "case": (open_case, EVERYBODY),
        "mine": (mine, EVERYBODY),
        "add": (add, EVERYBODY),
        "done": (done, EVERYBODY),
    },
    links={"case": open_case},
    quotes=(quotes,),
    hears=(hears,),
)
