"""A unit's group: a view of its cases, never a way to power. Banter must never reach a resident.

Being a member gives no rights: who acts must be enrolled, and who hides behind the group is
refused. Forms never run here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases import notices
from actions.refusals import Refusal
from domain.cases.tracking_code import format_code
from domain.messages.message import Kind
from domain.people.roles import HANDLES_CASES, Role
from handlers.chat.router import Command, Subject
from handlers.forms.attachments import pack_file
from handlers.office.cases import answer, casework, note
from locales import _
from storage.cases import submissions
from storage.messages import reachability
from storage.people import officials

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

BIND = ("ganhom", "bind")
DRAFT = "group"
"""In the conversation's draft of one official in one group: the reply that waits to be sent."""


def listen(turn: Turn) -> bool:
    """What happens in a group: the few words that are meant for us, and nothing else is kept."""
    incoming = turn.incoming
    turn.keep_words = False
    if incoming.kind is Kind.STARTED:
        _arrived(turn)
    elif incoming.kind is Kind.TAP:
        _tapped(turn, incoming.tap)
    elif incoming.text.startswith("/"):
        _command(turn, incoming.text)
    elif incoming.reply_to and incoming.kind in (Kind.TEXT, Kind.FILE):
        _replied(turn)
    return True


def _arrived(turn: Turn) -> None:
    if officials.group(turn.tx, turn.incoming.channel, turn.incoming.chat) is not None:
        reachability.mark_reachable(turn.tx, turn.incoming.channel, turn.incoming.chat)
        return
    turn.say(_("Hello. An administrator binds this group to a unit with /ganhom."))


def _command(turn: Turn, text: str) -> None:
    name, _space, argument = text[1:].partition(" ")
    if name.lower() in BIND:
        _bind(turn, argument.strip())
    elif any(name.lower() in command.names for command in turn.book.commands):
        # Forms and cases are for the private chat, whoever asks.
        link = turn.commune.channels[turn.incoming.channel].deep_link
        bot = turn.commune.bot_names[turn.incoming.channel]
        rows = [[Button(_("Go on in private"), url=link.format(bot=bot, payload="hello"))]]
        turn.say(_("That is for the private chat."), choices=rows if link else ())


def _bind(turn: Turn, unit_id: str) -> None:
    """By an administrator only: which unit's view is this?"""
    if turn.incoming.anonymous:
        turn.log("refused", "command:ganhom")
        turn.say(_("I cannot tell who you are: please write as yourself, not as the group."))
        return
    if turn.official is None or turn.official.role != Role.ADMIN:
        turn.log("refused", "command:ganhom")
        turn.say(_("Only an administrator can do that."))
        return
    unit = turn.organisation.unit(unit_id)
    if unit is None:
        rows = [[Button(one.name, f"bind:{one.id}")] for one in turn.organisation.units]
        turn.say(_("Which unit's group is this?"), choices=rows)
        return
    incoming = turn.incoming
    before = officials.group(turn.tx, incoming.channel, incoming.chat)
    officials.bind_group(
        turn.tx, channel=incoming.channel, chat=incoming.chat, unit_id=unit.id,
        bound_by=turn.official.id, now=turn.now,
    )  # fmt: skip
    turn.log("bound a group", f"unit:{unit.id}",
                before={"unit": before.unit_id} if before else None,
                after={"unit": unit.id})  # fmt: skip
    turn.say(
        _("This group shows the new cases of {unit} from now on. Names and phones stay out of it; "
          "replying to a card makes a draft."),
        unit=unit.name,
    )  # fmt: skip


def _tapped(turn: Turn, data: str) -> None:
    action, _colon, argument = data.partition(":")
    if action == "bind":
        _bind(turn, argument)
    elif action in ("groupsend", "groupnote", "groupdrop"):
        _decide(turn, action, argument)
    elif action in ("correct", "takeback"):
        turn.say(_("That is for the private chat."))


def _replied(turn: Turn) -> None:
    """A reply to a card is a draft; a reply to anything else is none of our business."""
    incoming = turn.incoming
    case = submissions.by_message(turn.tx, incoming.channel, incoming.chat, incoming.reply_to)
    if case is None:
        return
    if not _may_act(turn, case):
        return
    turn.keep_words = True
    turn.submission_id = case.id
    packed = [pack_file(file, incoming.message) for file in incoming.files]
    turn.conversation.draft[DRAFT] = {
        casework.CODE: case.code, casework.SEEN: case.version,
        "message": incoming.message, "words": incoming.text, "files": packed,
    }  # fmt: skip
    _ask(turn, case, "")


def _ask(turn: Turn, case: Submission, lead: str) -> None:
    message = turn.conversation.draft[DRAFT]["message"]
    question = turn.text(
        _("A draft for {code} by {name}. It has not gone out."), code=format_code(case.code),
        name=turn.official.name if turn.official else "",
    )  # fmt: skip
    words = turn.conversation.draft[DRAFT]["words"]
    warning = notices.warning(turn, case, words, turn.language)
    turn.say_plainly(
        "\n\n".join(part for part in (lead, question, warning) if part),
        choices=[
            [Button(_("Send to the resident"), f"groupsend:{message}")],
            [Button(_("Note for officials"), f"groupnote:{message}"),
             Button(_("Drop it"), f"groupdrop:{message}")],
        ],
        # A number or a word of the banter must not send anything.
        answerable=False,
    )  # fmt: skip


def _may_act(turn: Turn, case: Submission) -> bool:
    if turn.incoming.anonymous:
        turn.say(_("I cannot tell who you are: please write as yourself, not as the group."))
        return False
    official = turn.official
    if official is None or Role(official.role) not in HANDLES_CASES:
        turn.log("refused", f"submission:{case.id}")
        turn.say(_("Only enrolled officials can answer. Nothing was sent."))
        return False
    if not casework.sees(turn, case):
        turn.log("refused", f"submission:{case.id}")
        turn.say(_("That case is not yours to handle. Nothing was sent."))
        return False
    return True


def _decide(turn: Turn, action: str, message: str) -> None:
    draft: dict[str, Any] | None = turn.conversation.draft.get(DRAFT)
    if draft is None or draft["message"] != message:
        turn.say(_("That draft is not yours, or it is gone. Nothing was sent."))
        return
    case = submissions.by_code(turn.tx, draft[casework.CODE])
    if case is None or not _may_act(turn, case):
        return
    if action == "groupsend" and case.version != draft[casework.SEEN]:
        lead = turn.text(_("⚠ {code} changed meanwhile. Open it, then send if it still fits."),
                         code=format_code(case.code))  # fmt: skip
        draft[casework.SEEN] = case.version
        _ask(turn, case, lead)
        return
    turn.conversation.draft.pop(DRAFT)
    if action == "groupsend":
        _send(turn, case, draft)
    elif action == "groupnote":
        note.keep(turn, case, draft["words"])
    else:
        turn.say(_("Dropped. Nobody has got it."))


def _send(turn: Turn, case: Submission, draft: dict[str, Any]) -> None:
    try:
        answer.send(turn, case, draft, seen=case.version)
    except Refusal:
        turn.say(
            _("{code} cannot be answered now. Open it in private."), code=format_code(case.code)
        )


def elsewhere(turn: Turn, _argument: str) -> None:
    """`/ganhom` in private: it belongs into the group."""
    turn.say(_("Write /ganhom in the group itself, after adding me there."))


subject = Subject(
    "groups",
    commands=(
        Command(BIND, elsewhere, _("Bind a group to a unit"), roles=frozenset({Role.ADMIN})),
    ),
    groups=(listen,),
)
