"""The first screen, and what is said to a message that fits nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.forms import engine
from handlers.subject import Command, Subject
from handlers.turn import SETTLE, Button
from locales import _

if TYPE_CHECKING:
    from handlers.turn import Turn

MENU = (
    (Button(_("Report something, ask for something"), "report:"),),
    (Button(_("ខ្មែរ"), "lang:km"), Button(_("English"), "lang:en")),
)


def start(turn: Turn, _argument: str) -> None:
    """The first screen; in a form, the open question again."""
    if engine.is_open(turn):
        engine.repeat(turn, turn.text(_("You were in the middle of this. Go on, or leave it.")))
        return
    welcome(turn)


def welcome(turn: Turn) -> None:
    """Who this is, how to speak, whom to call when it burns."""
    turn.change_person(greeted_at=turn.now)
    turn.say(
        _(
            "Hello! This is Nghe Dân, the automatic answering service of {organisation}. "
            "Officials read what you write and answer later.\n"
            "Just write what you want to say, with or without accents, or send a photo or a "
            "voice message.\n"
            "Fire, violence, a medical emergency: call 114, 113, 115 at once."
        ),
        organisation=turn.organisation.name,
        choices=MENU,
    )


def kept(turn: Turn) -> bool:
    """A message that fits nothing is kept, and answered with the menu."""
    turn.say(_("I have kept that."), choices=MENU, after=SETTLE, topic="menu")
    return True


subject = Subject(
    "start",
    commands=(Command(("batdau", "start"), start, _("Begin")),),
    hears=(kept,),
)
