"""Denunciations: no content in the chat, a confidential way instead.

Words, photos and voices that read like one, and whatever is sent while this screen is open, are
held in one row for their author alone (`storage/cases/sealed.py`). The author chooses what becomes of
them; unchosen they are destroyed at the hour that was shown.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.permit import readers_of_conduct
from domain.cases.kinds import SubmissionKind
from domain.messages.message import Kind
from domain.reading import emergency, phone
from domain.reading.choice_matching import Picked, pick
from domain.reading.classify import names_official, names_official_conduct, reads_like_denunciation
from handlers.chat import typed_choices
from handlers.chat.router import EVERYBODY, Command, Subject
from handlers.forms import open_form
from handlers.forms.attachments import pack_file
from handlers.resident import call_back, report
from locales import Markup, _
from storage.cases import sealed
from storage.messages import outbox
from storage.people import people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from handlers.chat.turn import Turn
    from handlers.forms import Answers

OWN_COMMANDS = ("tocao", "denounce")
CALL = Button(_("Have me called back"), f"{sealed.ACTION}:call")
WAY = Button(_("Where to go, where to write"), f"{sealed.ACTION}:way")
DELETE = Button(_("Delete it now"), f"{sealed.ACTION}:delete")
NOT_ONE = Button(_("This is no denunciation"), f"{sealed.ACTION}:not")
BACK = Button(_("Back"), f"{sealed.ACTION}:back")
LEAVE = Button(_("Something else"), f"{sealed.ACTION}:leave")
NUMBER = f"{sealed.ACTION}:call-known"


def screen(turn: Turn, _argument: str) -> None:
    """What to do instead of writing; with words held, what becomes of them."""
    held = _held(turn)
    if held is not None:
        _ask_what_becomes(turn, held)
        return
    parts = [
        turn.text(
            _("To denounce somebody, please do <b>not</b> write it here: a chat cannot keep you "
              "safe. Whatever you send on this screen is passed on to nobody.")
        ),
        _ways(turn),
    ]  # fmt: skip
    turn.say(Markup("\n\n".join(parts)), choices=[*_first_rows(turn), [LEAVE]])


def guard(turn: Turn) -> bool:
    """Before anything else looks at a message: is it a denunciation's content?"""
    incoming = turn.incoming
    if _is_office_work(turn):
        return False
    is_open = sealed.is_screen(turn.conversation.offered)
    if incoming.text.startswith("/") and not incoming.files:
        word, _space, argument = incoming.text[1:].partition(" ")
        own = word.lower() in OWN_COMMANDS and argument.strip()
        if not own and not reads_like_denunciation(argument):
            return False
    elif is_open:
        if typed_choices.is_unclear_number(turn):
            # Taken for this screen's own, it might erase words that nobody wants erased.
            typed_choices.trust_next_number(turn)
            turn.say(typed_choices.CAME_BETWEEN)
            screen(turn, "")
            return True
        chosen = _chosen(turn)
        if chosen is not None:
            action, _colon, argument = chosen.partition(":")
            if action == sealed.ACTION:
                act(turn, argument)
            return action == sealed.ACTION
        if _is_number(turn):
            return True
        if incoming.kind not in (Kind.TEXT, Kind.FILE, Kind.PLACE):
            return False
    elif not reads_like_denunciation(incoming.text):
        return False
    _hold(turn)
    return True


def edited(turn: Turn) -> bool:
    """A message that became one by an edit, or that is held already."""
    if _is_office_work(turn):
        return False
    held = _held(turn)
    known = held is not None and turn.incoming.message in held.messages
    if not known and not reads_like_denunciation(turn.incoming.text):
        return False
    _hold(turn)
    return True


def act(turn: Turn, argument: str) -> None:
    """The author's choice."""
    what, _colon, _rest = argument.partition(":")
    if what == "call":
        call_back.ask_number(turn, known=NUMBER, back=BACK)
    elif what == "call-known":
        _call(turn, turn.person.phone)
    elif what == "way":
        _destroy(turn)
        turn.say(Markup(_ways(turn)), choices=[*_first_rows(turn), [LEAVE]])
    elif what == "delete":
        _delete(turn)
    elif what == "not":
        _release(turn)
    elif what == "leave":
        turn.conversation.close_choices()
        turn.say(_("All right. Just write what you want to say, or send a photo or your voice."))
    else:
        screen(turn, "")


def _is_office_work(turn: Turn) -> bool:
    """An official's command, quoted answer or form: about accusations they may have to write.
    What they say besides is as protected as anybody's words."""
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
    incoming = turn.incoming
    return sealed.of_chat(turn.tx, incoming.channel, incoming.chat, incoming.sender)


def _chosen(turn: Turn) -> str | None:
    """The data of the choice on the screen that was typed."""
    if turn.incoming.kind is not Kind.TEXT:
        return None
    offered = turn.conversation.offered
    found = pick(turn.incoming.text, [label for label, _data in offered])
    return offered[found.index][1] if isinstance(found, Picked) else None


def _is_number(turn: Turn) -> bool:
    """A telephone number, when one was asked for."""
    asked = any(data == BACK.data for _label, data in turn.conversation.offered)
    number = turn.incoming.phone or phone.read_phone(turn.incoming.text)
    if not asked or not number:
        return False
    turn.keep_words = False
    _call(turn, number)
    return True


def _hold(turn: Turn) -> None:
    incoming = turn.incoming
    turn.keep_words = False
    body = incoming.text
    if incoming.place:
        body = f"{incoming.place.latitude}, {incoming.place.longitude}"
    held = sealed.seal(
        turn.tx, channel=incoming.channel, chat=incoming.chat, sender=incoming.sender,
        person_id=turn.person.id, body=body, message=incoming.message, now=turn.now,
        files=[pack_file(file, incoming.message) for file in incoming.files],
        expires_at=turn.now + timedelta(hours=turn.organisation.keeping.sealed_hours),
    )  # fmt: skip
    _ask_what_becomes(turn, held, numbers=emergency.services(incoming.text))


def _ask_what_becomes(turn: Turn, held: sealed.Sealed, numbers: tuple[str, ...] = ()) -> None:
    parts = []
    if numbers:
        call = _("If somebody is in danger now, call {numbers} at once.")
        parts.append(turn.text(call, numbers=", ".join(numbers)))
    parts.append(
        turn.text(
            _("This reads like a denunciation, so I have passed it on to nobody: no official has "
              "read it, no file was opened. It is held apart for you alone, and deleted at "
              "{time}. What shall become of it?"),
            time=held.expires_at,
        )
    )  # fmt: skip
    rows = [[DELETE], [NOT_ONE]]
    turn.say(Markup("\n\n".join(parts)), choices=[*_first_rows(turn), *rows], topic=sealed.ACTION)


def _first_rows(turn: Turn) -> list[list[Button]]:
    return [[CALL], [WAY]] if call_back.contact(turn) else [[WAY]]


def _ways(turn: Turn) -> str:
    desk, province = turn.organisation.desk, turn.organisation.province_desk
    return turn.text(
        _("In person or by post, sealed, with your signature:\n"
          "• {name}, {address}. {hours}. {phone}\n"
          "• {province}, {province_address}. {province_hours}. {province_phone}\n"
          "The law keeps your name and address secret."),
        name=desk.name, address=desk.address, hours=desk.hours, phone=desk.phone,
        province=province.name, province_address=province.address,
        province_hours=province.hours, province_phone=province.phone,
    )  # fmt: skip


def _call(turn: Turn, number: str) -> None:
    turn.conversation.close_choices()
    _destroy(turn)
    call_back.ask(turn, number)


def _destroy(turn: Turn) -> None:
    held = _held(turn)
    if held is not None:
        sealed.destroy(turn.tx, held.id, turn.now)
        turn.say(_("What you wrote is deleted here. You may delete it in your chat, too."))


def _delete(turn: Turn) -> None:
    held = _held(turn)
    if held is None:
        turn.say(_("Nothing of yours is held here any more."))
        return
    sealed.destroy(turn.tx, held.id, turn.now)
    turn.conversation.close_choices()
    if turn.commune.channels[held.channel].deletes:
        for message in held.messages:
            outbox.put(
                turn.tx, channel=held.channel, chat=held.chat, now=turn.now, operation="delete",
                target=message, origin="sealed",
            )  # fmt: skip
        turn.say(_("Deleted, also in this chat."))
    else:
        turn.say(_("Deleted here. Please delete it in your chat, too."))


def _release(turn: Turn) -> None:
    """An ordinary report; about an official, for the head's eyes alone."""
    held = _held(turn)
    if held is None:
        turn.say(_("Nothing of yours is held here any more."))
        return
    conduct = names_official_conduct(held.body) or (
        names_official(held.body) and reads_like_denunciation(held.body)
    )
    if conduct and not readers_of_conduct(turn, held.body):
        turn.say(
            Markup(
                turn.text(_("It names the one person here who would read it. So please go there:"))
                + "\n" + _ways(turn)
            ),
            choices=[*_first_rows(turn), [DELETE]],
        )  # fmt: skip
        return
    sealed.destroy(turn.tx, held.id, turn.now)
    answers: Answers = {"words": held.body, "files": held.files, "head_only": conduct}
    answers = {name: value for name, value in answers.items() if value}
    report.fill(turn, answers, SubmissionKind.REFLECTION)
    lead = turn.text(_("All right, then it is an ordinary report."))
    if conduct:
        lead = turn.text(_("All right, then it is an ordinary report. Only the head reads it."))
    open_form.begin(turn, report.form, answers, lead=lead)


def remind_and_destroy(notifier: Notifier) -> None:
    """One neutral reminder at half time; at the shown hour the words are destroyed."""
    for held in sealed.expired(notifier.tx, notifier.now):
        sealed.destroy(notifier.tx, held.id, notifier.now)
    for held in sealed.to_remind(notifier.tx, notifier.now):
        sealed.reminded(notifier.tx, held.id, notifier.now)
        person = people.by_id(notifier.tx, held.person_id)
        at = notifier.organisation.polite(notifier.now)
        if person is not None and at < held.expires_at:
            notifier.notify(
                person, _("One matter here still waits for your choice."), not_before=at,
                choices=[[Button(_("Open"), sealed.OPENS)]], origin="sealed",
            )  # fmt: skip


subject = Subject(
    "denunciation",
    commands=(
        Command(OWN_COMMANDS, screen, _("Denounce somebody: the confidential way")),
    ),
    actions={sealed.ACTION: (act, EVERYBODY)},
    guards=(guard,),
    edits=(edited,),
)  # fmt: skip
