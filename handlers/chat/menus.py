"""The command menu of a chat: only what this role may do, named in this language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.messages.message_parts import visible
from locales import translate
from storage.messages import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.notifier import Voice
    from domain.people.roles import Role
    from handlers.chat.router import Command
    from storage.people.people import Person


def menu(commands: Sequence[Command], role: Role, language: str) -> tuple[tuple[str, str], ...]:
    """(command, description) in the order of the help: Vietnamese names in Vietnamese, else the
    English ones."""
    name = 0 if language == "vi" else 1
    return tuple(
        (command.names[name], visible(translate(command.about, language)))
        for command in commands
        if command.in_menu and role in command.roles
    )


def show(voice: Voice, person: Person, role: Role) -> None:
    """Set the menu of a person's private chat."""
    outbox.put(
        voice.tx, channel=person.channel, chat=person.chat, now=voice.now, operation="menu",
        menu=menu(voice.world.commands, role, person.language), person_id=person.id,
        rank=outbox.NOTICE, topic="menu of commands", origin="menu",
    )  # fmt: skip
