"""What the chat knows by heart: its forms, its commands, and who deals with an update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from handlers.chat.router import Command
    from handlers.chat.turn import Turn
    from handlers.forms import Form


@dataclass(frozen=True, slots=True)
class Book:
    """Every conversation that the chat can hold."""

    forms: Mapping[str, Form]
    """Every form by name: a draft names its form in the database."""
    commands: Sequence[Command]
    """Every command, in the order of the help."""
    dispatch: Callable[[Turn], None]
    """Finds who deals with an update, and has it done."""
    flood_per_minute: int = 0
    """Messages a minute from one person that run at once; 0: no limit."""
