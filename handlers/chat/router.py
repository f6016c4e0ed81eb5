"""The parts of a subject of the chat: commands, buttons, links, forms and listeners."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.people.roles import EVERYBODY

if TYPE_CHECKING:
    from domain.people.roles import Role
    from handlers.chat.taps import Bound
    from handlers.chat.turn import Turn
    from handlers.forms import Form
    from locales import Text

Handler = Callable[["Turn", str], None]
"""Handles a command or a link; given the argument that followed its name."""

Listener = Callable[["Turn"], bool]
"""Looks at a message; returns True when it has handled it."""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. Whoever lacks the role gets `instead`, or a polite refusal."""

    names: tuple[str, ...]
    """The Vietnamese name without accents, then the English name, then aliases."""
    does: Handler
    about: Text
    """One line for the command menu and the help."""
    roles: frozenset[Role] = EVERYBODY
    instead: Handler | None = None
    """The handler of the same word for a resident."""
    in_menu: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject that people can talk about with the bot."""

    name: str
    commands: tuple[Command, ...] = ()
    taps: tuple[Bound, ...] = ()
    """The buttons of a private chat."""
    group_taps: tuple[Bound, ...] = ()
    """The buttons of a staff group."""
    links: Mapping[str, Handler] = field(default_factory=dict)
    """Prefix → handler. A deep link's payload is `<prefix>-<argument>`."""
    forms: tuple[Form, ...] = ()
    guards: tuple[Listener, ...] = ()
    """Look first at every message and command, in a form or not."""
    quotes: tuple[Listener, ...] = ()
    """Look at a message that is a reply to another message."""
    hears: tuple[Listener, ...] = ()
    """Look at words, files and places outside any form, in the order of the subjects."""
    edits: tuple[Listener, ...] = ()
    """Look at a message that was edited after it was sent."""
    groups: tuple[Listener, ...] = ()
    """Look at every update from a staff group."""
    seals: tuple[Listener, ...] = ()
    """Take over a turn in which an act was refused because the words read like a denunciation."""
    afterwards: tuple[Callable[[Turn], None], ...] = ()
    """Called after every update, when its handler and the open form are done with it."""
