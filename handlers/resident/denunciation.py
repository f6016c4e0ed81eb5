"""Denunciations: no content in the chat, a confidential way instead.

Words, photos and voice notes that read like one, and all messages while this screen is open, are sealed
for their author alone (`storage/cases/sealed.py`). The author chooses to delete or to release them.
Without a choice they are destroyed when they expire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.people import call_backs, sealed_words
from actions.people.people_refusals import NobodyElseReads
from actions.people.people_taps import Denounce
from actions.people.sealed_words import NewWords
from actions.taps import Tap
from domain.cases.kinds import SubmissionKind
from domain.messages.message import Kind
from domain.people.roles import EVERYBODY
from domain.reading import emergency, phone
from domain.reading.choice_matching import Picked, pick
from handlers.chat import typed_choices
from handlers.chat.router import Command, Subject
from handlers.chat.taps import TapTable, on
from handlers.forms import draft_gathering, open_form
from handlers.resident import call_back, report
from handlers.resident.call_back import ways
from handlers.resident.kind_question import is_unread
from locales import Markup, _
from storage.cases import sealed

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Answers

OWN_COMMANDS = ("tocao", "denounce")


class AskCallBack(Tap, name=f"{sealed.ACTION}:call"):
    """Ask to be called."""


class CallKnownNumber(Tap, name=f"{sealed.ACTION}:call-known"):
    """Ask to be called at the number that is stored already."""


class ShowWay(Tap, name=f"{sealed.ACTION}:way"):
    """Show where to denounce in person."""


class DeleteWords(Tap, name=f"{sealed.ACTION}:delete"):
    """Destroy the sealed words."""


class ReleaseWords(Tap, name=f"{sealed.ACTION}:not"):
    """Release the sealed words, because they are no denunciation."""


class Back(Tap, name=f"{sealed.ACTION}:back"):
    """Show the screen again."""


class LeaveScreen(Tap, name=f"{sealed.ACTION}:leave"):
    """Leave the screen."""


CALL = Button(_("Have me called back"), AskCallBack())
WAY = Button(_("Where to go, where to write"), ShowWay())
DELETE = Button(_("Delete it now"), DeleteWords())
NOT_ONE = Button(_("This is no denunciation"), ReleaseWords())
BACK = Button(_("Back"), Back())
LEAVE = Button(_("Something else"), LeaveScreen())


def screen(turn: Turn, _asked: object = None) -> None:
    """Show the confidential way; if words are sealed, ask what to do with them."""
    held = _held(turn)
    if held is not None:
        _ask_what_becomes(turn, held)
        return
    parts = [
        turn.text(
            _(
                "To denounce somebody, please do <b>not</b> write it here: a chat cannot keep you "
                "safe. Whatever you send on this screen is passed on to nobody."
            )
        ),
        ways(turn),
    ]
    turn.say(Markup("\n\n".join(parts)), choices=[*_first_rows(turn), [LEAVE]])


def guard(turn: Turn) -> bool:
    """Seal a message that is content of a denunciation, before any other handler reads it."""
    incoming = turn.incoming
    if _is_office_work(turn):
        return False
    if incoming.text.startswith("/") and not incoming.files:
        word, _space, argument = incoming.text[1:].partition(" ")
        own = word.lower() in OWN_COMMANDS and argument.strip()
        if not own and not draft_gathering.completes_denunciation(turn, argument):
            return False
    elif sealed.is_screen(turn.conversation.offered):
        dealt_with = _on_screen(turn)
        if dealt_with is not None:
            return dealt_with
    elif not draft_gathering.completes_denunciation(turn, incoming.words):
        return False
    hold(turn)
    return True


def _on_screen(turn: Turn) -> bool | None:
    """Handle a message while the screen is open; None if it is content to be sealed."""
    if typed_choices.is_unclear_number(turn):
        # If it were taken as a choice of this screen, it could erase words by mistake.
        typed_choices.trust_next_number(turn)
        turn.say(typed_choices.CAME_BETWEEN)
        screen(turn)
        return True
    chosen = _chosen(turn)
    if chosen is not None:
        return BUTTONS.press(turn, chosen)
    number = _phone(turn)
    if number:
        turn.keep_words = False
        _call(turn, number)
        return True
    return None if turn.incoming.kind in (Kind.TEXT, Kind.FILE, Kind.PLACE) else False


def edited(turn: Turn) -> bool:
    """Handle an edit that makes a message a denunciation, or an edit of a sealed one."""
    if _is_office_work(turn):
        return False
    held = _held(turn)
    known = held is not None and turn.incoming.message in held.messages
    if not known and not draft_gathering.completes_denunciation(turn, turn.incoming.words):
        return False
    hold(turn)
    return True


def ask_number(turn: Turn, _tap: AskCallBack) -> None:
    """Ask for the number that shall be called."""
    call_back.ask_number(turn, known=CallKnownNumber(), back=BACK)


def call_known_number(turn: Turn, _tap: CallKnownNumber) -> None:
    """Use the number that is stored already."""
    _call(turn, turn.person.phone)


def show_way(turn: Turn, _tap: ShowWay) -> None:
    """Show where to denounce in person; sealed words are destroyed."""
    _destroy(turn)
    turn.say(Markup(ways(turn)), choices=[*_first_rows(turn), [LEAVE]])


def leave(turn: Turn, _tap: LeaveScreen) -> None:
    """Leave the screen: later messages are not content of a denunciation."""
    turn.conversation.close_choices()
    turn.say(_("All right. Just write what you want to say, or send a photo or your voice."))


def _is_office_work(turn: Turn) -> bool:
    """Whether it is an official's command, reply to a case, or form.

    Officials may have to write about accusations there. Their other words are protected as anybody's.
    """
    if turn.official is None:
        return False
    word, _space, _rest = turn.incoming.text.partition(" ")
    named = word[1:].lower() if word.startswith("/") else ""
    form = turn.book.forms.get(turn.conversation.form)
    return (
        bool(turn.incoming.reply_to)
        or any(named in one.names and one.roles != EVERYBODY for one in turn.book.commands)
        or (form is not None and form.official_only)
    )


def _held(turn: Turn) -> sealed.Sealed | None:
    return sealed_words.sealed_of(turn.seat, turn.here)


def _chosen(turn: Turn) -> str | None:
    """The data of the choice on the screen that was typed by number or words."""
    if turn.incoming.kind is not Kind.TEXT:
        return None
    offered = turn.conversation.offered
    found = pick(turn.incoming.text, [label for label, _data in offered])
    return offered[found.index][1] if isinstance(found, Picked) else None


def _phone(turn: Turn) -> str | None:
    """The telephone number in the message, if one was asked for."""
    back = BACK.data
    asked = any(data == back for _label, data in turn.conversation.offered)
    return (turn.incoming.phone or phone.read_phone(turn.incoming.text)) if asked else None


def hold(turn: Turn) -> None:
    """Seal what came with all that belongs to it, and ask what shall become of it."""
    turn.keep_words = False
    found = draft_gathering.gather(turn)
    new = NewWords(found.words, found.messages, found.files)
    held = sealed_words.seal(turn.seat, turn.here, new)
    draft_gathering.erase(turn, found)
    _ask_what_becomes(turn, held, numbers=emergency.services(found.words))


def refused(turn: Turn) -> bool:
    """Seal what an act refused: together with the case it belongs to, it reads like a denunciation."""
    hold(turn)
    return True


def _ask_what_becomes(turn: Turn, held: sealed.Sealed, numbers: tuple[str, ...] = ()) -> None:
    parts = []
    if numbers:
        call = _("If somebody is in danger now, call {numbers} at once.")
        parts.append(turn.text(call, numbers=", ".join(numbers)))
    parts.append(
        turn.text(
            _(
                "This reads like a denunciation, so I have passed it on to nobody: no official has "
                "read it, no file was opened. It is held apart for you alone, and deleted at "
                "{time}. What shall become of it?"
            ),
            time=held.expires_at,
        )
    )
    rows = [[DELETE], [NOT_ONE]]
    turn.say(Markup("\n\n".join(parts)), choices=[*_first_rows(turn), *rows], topic=sealed.ACTION)


def _first_rows(turn: Turn) -> list[list[Button]]:
    return [[CALL], [WAY]] if call_backs.contact(turn) else [[WAY]]


def _call(turn: Turn, number: str) -> None:
    turn.conversation.close_choices()
    _destroy(turn)
    call_back.ask(turn, number)


def _destroy(turn: Turn) -> None:
    if _held(turn) is not None:
        sealed_words.destroy(turn.seat, turn.here)
        turn.say(_("What you wrote is deleted here. You may delete it in your chat, too."))


def delete(turn: Turn, _tap: DeleteWords) -> None:
    """Destroy the sealed words at once."""
    is_gone_from_chat = sealed_words.delete(turn.seat, turn.here)
    turn.conversation.close_choices()
    if is_gone_from_chat:
        turn.say(_("Deleted, also in this chat."))
    else:
        turn.say(_("Deleted here. Please delete it in your chat, too."))


def release(turn: Turn, _tap: ReleaseWords) -> None:
    """Make the sealed words a report; for the head alone if it is about an official."""
    try:
        released = sealed_words.release(turn.seat, turn.here)
    except NobodyElseReads as refusal:
        turn.say(
            Markup(turn.text(refusal.words) + "\n" + ways(turn)),
            choices=[*_first_rows(turn), [DELETE]],
        )
        return
    turn.conversation.close_choices()
    held, is_conduct = released.words, released.is_conduct
    answers: Answers = {
        "words": held.body,
        "files": held.files,
        "head_only": is_conduct,
        "released": True,
    }
    answers = {name: value for name, value in answers.items() if value}
    report.fill(turn, answers, None if is_unread(answers) else SubmissionKind.REFLECTION)
    lead = turn.text(_("All right, then it is an ordinary report."))
    if is_conduct:
        lead = turn.text(_("All right, then it is an ordinary report. Only the head reads it."))
    open_form.begin(turn, report.form, answers, lead=lead)


TAPS = (
    on(Denounce, screen),
    on(AskCallBack, ask_number),
    on(CallKnownNumber, call_known_number),
    on(ShowWay, show_way),
    on(DeleteWords, delete),
    on(ReleaseWords, release),
    on(Back, screen),
    on(LeaveScreen, leave),
)
"""The buttons of the screen, and the one that opens it."""
BUTTONS = TapTable(TAPS)

subject = Subject(
    "denunciation",
    commands=(Command(OWN_COMMANDS, screen, _("Denounce somebody: the confidential way")),),
    taps=TAPS,
    guards=(guard,),
    edits=(edited,),
    seals=(refused,),
)
