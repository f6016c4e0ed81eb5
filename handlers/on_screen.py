"""Which choices a person sees lowest on the screen: those a typed number or label means.

Our answers note theirs in the conversation. News arrives from other people's turns and from jobs,
which may not write there: its choices are read from what was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.messages import Kind
from domain.typed import typed_number
from storage import outbox

if TYPE_CHECKING:
    from handlers.turn import Turn


def choices(turn: Turn) -> list[list[str]]:
    """[label, data] of each, in the order shown."""
    return _news(turn) or turn.conversation.offered


def is_number_for_news(turn: Turn) -> bool:
    """A bare number while news with numbered choices stands below the open question: nobody can
    know which of both it answers. Where choices are buttons, only the question has numbers."""
    if turn.incoming.kind is not Kind.TEXT or turn.world.channels[turn.incoming.channel].buttons:
        return False
    return typed_number(turn.incoming.text) is not None and bool(_news(turn))


def _news(turn: Turn) -> list[list[str]]:
    state = turn.conversation
    return outbox.newest_choices(
        turn.tx, state.channel, state.chat, after_row=state.offered_row, after=state.touched_at,
        edits=turn.world.channels[state.channel].edits,
    )  # fmt: skip
