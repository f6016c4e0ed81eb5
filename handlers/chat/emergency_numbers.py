"""The emergency numbers, for words about a danger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.reading.emergency import services
from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


def emergency(turn: Turn, topic: str = "") -> bool:
    """Reply with the emergency numbers to words about fire, violence or sudden illness.

    The message is then handled as any other. `topic` is that of the reply.
    """
    numbers = services(turn.incoming.words) if turn.official is None else ()
    if numbers:
        give_numbers(turn, numbers, topic)
    return False


def give_numbers(turn: Turn, numbers: tuple[str, ...], topic: str = "") -> None:
    """Say which numbers to call."""
    turn.say(
        _(
            "⚠ If somebody is in danger now, call <b>{numbers}</b> at once. Officials read this later."
        ),
        numbers=", ".join(numbers),
        topic=topic,
    )
