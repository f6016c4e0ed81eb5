"""A unit's group: it shows the unit's cases. Its chat must never reach a resident.

A member has no powers unless they are enrolled, and anonymous administrators of the group are refused.
Forms never run here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.messages import notices
from actions.people import groups as staff_groups
from actions.people.people_refusals import OnlyAdministrators
from actions.permit import is_permitted
from actions.refusals import Refusal
from actions.taps import Tap
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.messages.message import Kind
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.forms.attachments import pack_file
from handlers.office.cases import answer, casework, note
from locales import _
from storage.cases import submissions
from storage.messages import reachability
from storage.people import officials
from storage.updates.drafts import GroupReply

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

BIND = ("ganhom", "bind")


class Bind(Tap, name="bind"):
    """Bind the group to this unit."""

    unit_id: str


class Send(Tap, name="groupsend"):
    """Send a draft to the resident. `message` is the service's id of the draft's message."""

    message: str


class Note(Tap, name="groupnote"):
    """Store the draft as a note on the case."""

    message: str


class Drop(Tap, name="groupdrop"):
    """Drop the draft."""

    message: str


def listen(turn: Turn) -> bool:
    """Handle the few messages in a group that are for the bot; no other message is stored."""
    incoming = turn.incoming
    turn.keep_words = False
    if incoming.kind is Kind.STARTED:
        _arrived(turn)
    elif incoming.kind is Kind.TAP:
        return False
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
    """Ask an administrator which unit the group belongs to."""
    if turn.incoming.anonymous:
        turn.log("refused", "command:ganhom")
        turn.say(_("I cannot tell who you are: please write as yourself, not as the group."))
        return
    if turn.official is None or not is_permitted(turn.desk, Act.BIND_GROUP):
        turn.log("refused", "command:ganhom")
        raise OnlyAdministrators
    if turn.organisation.unit(unit_id) is None:
        rows = [[Button(one.name, Bind(one.id))] for one in turn.organisation.units]
        turn.say(_("Which unit's group is this?"), choices=rows)
        return
    unit = staff_groups.bind(turn.desk, turn.incoming.channel, turn.incoming.chat, unit_id)
    turn.say(
        _(
            "This group shows the new cases of {unit} from now on. Names and phones stay out of it; "
            "replying to a card makes a draft."
        ),
        unit=unit.name,
    )


def bind(turn: Turn, tap: Bind) -> None:
    """The unit was chosen."""
    _bind(turn, tap.unit_id)


def leave_to_private(turn: Turn, _tap: Tap) -> None:
    """A receipt's button."""
    turn.say(_("That is for the private chat."))


def _replied(turn: Turn) -> None:
    """Take a reply to a card as a draft; ignore a reply to anything else."""
    incoming = turn.incoming
    case = submissions.by_message(turn.tx, incoming.channel, incoming.chat, incoming.reply_to)
    if case is None:
        return
    if not _may_act(turn, case):
        return
    turn.keep_words = True
    turn.submission_id = case.id
    packed = [pack_file(file, incoming.message) for file in incoming.files]
    reply = GroupReply(case.code, case.version, incoming.message, incoming.text, packed)
    turn.conversation.draft.group_reply = reply
    _ask(turn, case, reply, "")


def _ask(turn: Turn, case: Submission, reply: GroupReply, lead: str) -> None:
    question = turn.text(
        _("A draft for {code} by {name}. It has not gone out."),
        code=format_code(case.code),
        name=turn.official.name if turn.official else "",
    )
    warning = notices.warning(turn, case, reply.words, turn.language)
    turn.say_plainly(
        "\n\n".join(part for part in (lead, question, warning) if part),
        choices=[
            [Button(_("Send to the resident"), Send(reply.message))],
            [
                Button(_("Note for officials"), Note(reply.message)),
                Button(_("Drop it"), Drop(reply.message)),
            ],
        ],
        # A number or a word in the group's chat must not send anything.
        answerable=False,
    )


def _may_act(turn: Turn, case: Submission) -> bool:
    if turn.incoming.anonymous:
        turn.say(_("I cannot tell who you are: please write as yourself, not as the group."))
        return False
    if turn.role not in roles_for(Act.ANSWER):
        turn.log("refused", f"submission:{case.id}")
        turn.say(_("Only enrolled officials can answer. Nothing was sent."))
        return False
    if not casework.sees(turn, case):
        turn.log("refused", f"submission:{case.id}")
        turn.say(_("That case is not yours to handle. Nothing was sent."))
        return False
    return True


def _draft(turn: Turn, message: str) -> tuple[Submission, GroupReply] | None:
    """The draft of a button, and its case; says so when it is not theirs to decide."""
    reply = turn.conversation.draft.group_reply
    if reply is None or reply.message != message:
        turn.say(_("That draft is not yours, or it is gone. Nothing was sent."))
        return None
    case = submissions.by_code(turn.tx, reply.code)
    if case is None or not _may_act(turn, case):
        return None
    return case, reply


def send(turn: Turn, tap: Send) -> None:
    """Send the draft to the resident, unless the case changed meanwhile."""
    found = _draft(turn, tap.message)
    if found is None:
        return
    case, reply = found
    if case.version != reply.seen:
        lead = turn.text(
            _("⚠ {code} changed meanwhile. Open it, then send if it still fits."),
            code=format_code(case.code),
        )
        reply.seen = case.version
        _ask(turn, case, reply, lead)
        return
    turn.conversation.draft.group_reply = None
    try:
        answer.send(turn, case, {"words": reply.words, "files": reply.files}, seen=case.version)
    except Refusal:
        turn.say(
            _("{code} cannot be answered now. Open it in private."), code=format_code(case.code)
        )


def note_it(turn: Turn, tap: Note) -> None:
    """The draft becomes a note."""
    found = _draft(turn, tap.message)
    if found is not None:
        case, reply = found
        turn.conversation.draft.group_reply = None
        note.keep(turn, case, reply.words)


def drop(turn: Turn, tap: Drop) -> None:
    """The draft is for nobody."""
    if _draft(turn, tap.message) is not None:
        turn.conversation.draft.group_reply = None
        turn.say(_("Dropped. Nobody has got it."))


def elsewhere(turn: Turn, _argument: str) -> None:
    """`/ganhom` in private: say that it must be sent in the group."""
    turn.say(_("Write /ganhom in the group itself, after adding me there."))


subject = Subject(
    "groups",
    commands=(
        Command(BIND, elsewhere, _("Bind a group to a unit"), roles=roles_for(Act.BIND_GROUP)),
    ),
    groups=(listen,),
    # For everybody: each of them says in its own words whom it is for.
    group_taps=(
        on(Bind, bind),
        on(Send, send),
        on(Note, note_it),
        on(Drop, drop),
        on(case_taps.Correct, leave_to_private),
        on(case_taps.TakeBack, leave_to_private),
    ),
)
