"""The book of the chat: every form, every command, and who handles an update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from domain.cases.acts import Act
    from handlers.chat.router import Command
    from handlers.chat.turn import Turn
    from handlers.forms import Form


@dataclass(frozen=True, slots=True)
class Book:
    """Every conversation that the chat can hold."""

    forms: Mapping[str, Form]
    """By name, as the conversation stores it."""
    commands: Sequence[Command]
    """In the order of the help."""
    dispatch: Callable[[Turn], None]
    """Finds the handler of an update, and calls it."""
    flood_per_minute: int = 0
    """How many messages of one person are handled in a minute; 0: no limit."""

    @property
    def office_forms(self) -> dict[str, Act]:
        """The forms that officials fill in, each with the act that it ends in."""
        return {name: form.act for name, form in self.forms.items() if form.act is not None}
