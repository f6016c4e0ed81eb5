"""What the chat says when an act is refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from actions.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actions.buttons import Button
    from handlers.chat.turn import Turn


def refuse(turn: Turn, refusal: Refusal, *, choices: Sequence[Sequence[Button]] = ()) -> None:
    """Say why, with the ways on that are left."""
    turn.say(refusal.words, choices=choices, **refusal.values)


@contextmanager
def refusals_said(turn: Turn) -> Iterator[None]:
    """Say a refusal that no handler caught inside, and go on."""
    try:
        yield
    except Refusal as refusal:
        refuse(turn, refusal)
