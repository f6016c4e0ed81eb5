"""The command menu of a chat: the commands of a role, in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.messages.message_parts import visible
from domain.people.roles import Role
from locales import LANGUAGES, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.commune import Menu
    from handlers.chat.router import Command


def menu(commands: Sequence[Command], role: Role, language: str) -> Menu:
    """(command, description) of each command in the menu, in the order of the help.

    The names are Vietnamese in Vietnamese, otherwise English.
    """
    name = 0 if language == "vi" else 1
    return tuple(
        (command.names[name], visible(translate(command.about, language)))
        for command in commands
        if command.in_menu and role in command.roles
    )


def menus(commands: Sequence[Command]) -> dict[tuple[Role, str], Menu]:
    """The menu of each role in each language."""
    return {
        (role, language): menu(commands, role, language) for role in Role for language in LANGUAGES
    }
