"""What a conversation is made of: commands, buttons, links, forms, and what it listens for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.people.roles import Role

if TYPE_CHECKING:
    from handlers.chat.turn import Turn
    from handlers.forms import Form
    from locales import Text

Handler = Callable[["Turn", str], None]
"""Does something with the argument after a command, a button's name, or a link's prefix."""

Listener = Callable[["Turn"], bool]
"""Looks at a message; True when it dealt with it."""

EVERYBODY = frozenset(Role)
STAFF = EVERYBODY - {Role.RESIDENT}


@dataclass(frozen=True, slots=True)
class Command:
    """`names`: the unaccented Vietnamese one first, then the English one, then aliases.

    Somebody whose role is not in `roles` gets `instead` (what the same word means for a resident),
    or a polite "not for you".
    """

    names: tuple[str, ...]
    does: Handler
    about: Text
    """One line for the command menu and the help."""
    roles: frozenset[Role] = EVERYBODY
    instead: Handler | None = None
    in_menu: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """One conversation the bot can hold."""

    name: str
    commands: tuple[Command, ...] = ()
    actions: Mapping[str, tuple[Handler, frozenset[Role]]] = field(default_factory=dict)
    """A button's data is `<action>:<argument>`; the action's handler, and whose it is."""
    links: Mapping[str, Handler] = field(default_factory=dict)
    """A deep link's payload is `<prefix>-<argument>`."""
    forms: tuple[Form, ...] = ()
    guards: tuple[Listener, ...] = ()
    """Look at every message and command of a resident before anything else does, in a form or
    not."""
    quotes: tuple[Listener, ...] = ()
    """Look at a message that quotes one of ours (or a resident's own)."""
    hears: tuple[Listener, ...] = ()
    """Look at words, files and places outside any form, in the order of the subjects."""
    edits: tuple[Listener, ...] = ()
    """Look at a message that was changed after it was sent."""
    groups: tuple[Listener, ...] = ()
    """Look at what happens in a staff group."""
    afterwards: tuple[Callable[[Turn], None], ...] = ()
    """Are called when an update was dealt with, of whatever kind."""
