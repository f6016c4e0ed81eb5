"""Choose the bot's language with one press, at any moment, also inside a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.people import language_choice
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from handlers.everybody import start
from handlers.everybody.start import Speak
from handlers.forms import open_form
from handlers.resident import denunciation
from locales import LANGUAGES, _
from storage.cases import sealed

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

NAMES = {"vi": "Tiếng Việt", "km": "ខ្មែរ", "en": "English"}
"""The name of each language in that language, so that its speakers can read it."""


def choose(turn: Turn, argument: str) -> None:
    """Show the languages, or set the one that the command names."""
    speak(turn, Speak(argument))


def speak(turn: Turn, tap: Speak) -> None:
    """A language's button; the languages there are, when it is none of them."""
    if tap.language in LANGUAGES:
        switch(turn, tap.language)
        return
    turn.say(
        _("Which language shall I speak?"),
        choices=[[Button(name, Speak(code))] for code, name in NAMES.items()],
    )


def switch(turn: Turn, code: str) -> None:
    """Set the language. An open form asks its question again and keeps its answers."""
    turn.person = language_choice.choose(turn.seat, code)
    if sealed.is_screen(turn.conversation.offered):
        denunciation.screen(turn)
    elif open_form.is_open(turn):
        open_form.repeat(turn, turn.text(_("From now on I speak English.")))
    else:
        start.welcome(turn)


subject = Subject(
    "language",
    commands=(Command(("ngonngu", "language"), choose, _("Language · ភាសា · Ngôn ngữ")),),
    taps=(on(Speak, speak),),
)
