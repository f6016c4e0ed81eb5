"""What the chat says when an act is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.buttons import Button
    from actions.refusals import Refusal
    from handlers.chat.turn import Turn


def refuse(turn: Turn, refusal: Refusal, *, choices: Sequence[Sequence[Button]] = ()) -> None:
    """Say why, with the ways on that are left."""
    turn.say(refusal.words, choices=choices, **refusal.values)
