"""The first screen, and the reply to a message that no other handler takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.consultations import consultation_taps
from actions.messages import draft_taps
from actions.people.people_taps import Denounce
from actions.taps import Tap
from domain.messages.message import Kind
from domain.reading.choice_matching import typed_number
from handlers.chat.emergency_numbers import emergency
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.chat.turn import A_MOMENT
from handlers.forms import open_form
from handlers.resident.own_cases import Mine
from handlers.resident.report import Complain
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


class Speak(Tap, name="lang"):
    """Set the language."""

    language: str


class Grievance(Tap, name="grievance"):
    """Ask whether it is a complaint or a denunciation."""


MENU = (
    (Button(_("1. Report, ask for something"), draft_taps.Report()),),
    (Button(_("2. Opinion on a plan"), consultation_taps.Opine()),),
    (Button(_("3. What I have sent"), Mine()),),
    (Button(_("4. Complain, denounce"), Grievance()),),
    (Button(_("ខ្មែរ"), Speak("km")), Button(_("English"), Speak("en"))),
)
IN_VIETNAMESE = Button(_("Tiếng Việt"), Speak("vi"))


def menu(turn: Turn) -> list[list[Button]]:
    """The buttons of the first screen; the current language is left out."""
    rows = [list(row) for row in MENU]
    others = [button for button in rows[-1] if button.tap != Speak(turn.language)]
    rows[-1] = others if turn.language == "vi" else [IN_VIETNAMESE, *others]
    return rows


def start(turn: Turn, _argument: str) -> None:
    """Show the first screen; inside a form, its question again."""
    if open_form.is_open(turn):
        open_form.repeat(turn, turn.text(_("You were in the middle of this. Go on, or leave it.")))
        return
    welcome(turn)


def welcome(turn: Turn, *, below_an_answer: bool = False) -> None:
    """Greet the person: what the bot is, how to write to it, the emergency numbers.

    Below another reply, typed numbers belong to that reply. So a channel that lists its choices by
    number shows none here.
    """
    turn.change_person(greeted_at=turn.now)
    hello = turn.text(
        _(
            "Hello! This is Nghe Dân, the automatic answering service of {organisation}. "
            "Officials read what you write and answer later.\n"
            "Just write what you want to say, with or without accents, or send a photo or a "
            "voice message.\n"
            "Fire, violence, a medical emergency: call 114, 113, 115 at once."
        ),
        organisation=turn.organisation.name,
    )
    choices = menu(turn)
    # A second list of numbers would be confused with that of the question above it.
    can = turn.commune.channels[turn.incoming.channel]
    if below_an_answer and can.lists(choices):
        choices = []
    hello += " " + turn.text(
        _("To denounce somebody, do not write it here yet: choose number 4.")
        if choices
        else _("To denounce somebody, do not write it here yet: write /tocao.")
    )
    if below_an_answer and open_form.is_open(turn):
        hello += "\n\n" + turn.text(_("⬆ What I just asked you stands right above."))
    turn.say_plainly(
        hello,
        choices=choices,
        after=A_MOMENT if below_an_answer else None,
        answerable=not below_an_answer,
    )


def greet(turn: Turn) -> None:
    """Greet a new person, below the reply to their message."""
    if turn.person.greeted_at is None and turn.incoming.private:
        welcome(turn, below_an_answer=True)


def grievance(turn: Turn, _tap: Grievance) -> None:
    """Ask whether it is a complaint or a denunciation."""
    turn.say(
        _("Which is it?"),
        choices=[
            [Button(_("I disagree with a decision about me (complaint)"), Complain())],
            [Button(_("Somebody did wrong (denunciation)"), Denounce())],
        ],
    )


def cancel(turn: Turn, _argument: str) -> None:
    """Leave the open form, or say that none is open and that sent messages stay sent."""
    if open_form.is_open(turn):
        open_form.leave(turn)
    else:
        turn.say(_("Nothing is open. What you sent before stays sent."))


def kept(turn: Turn) -> bool:
    """Reply with the menu to a message that no other handler takes.

    The reply says that it is stored, or that the channel does not deliver its content: a sticker, on
    Zalo also a place or a file.
    """
    said = _("I have kept that.")
    if turn.incoming.kind is Kind.TEXT and typed_number(turn.incoming.text) is not None:
        said = _("I do not know what that number is for. Which of these would you like?")
    if turn.incoming.kind is Kind.OTHER:
        said = _(
            "I cannot read that. Please write it in words, or send a photo or a voice message."
        )
    turn.say(said, choices=menu(turn), after=A_MOMENT, topic="menu")
    return True


subject = Subject(
    "start",
    commands=(
        Command(("batdau", "start"), start, _("Begin")),
        Command(("huy", "cancel"), cancel, _("Leave what is open")),
    ),
    taps=(on(Grievance, grievance),),
    guards=(emergency,),
    hears=(kept,),
    afterwards=(greet,),
)
