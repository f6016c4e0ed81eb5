"""Which choice a typed number or label means: one of those that stand lowest on the screen.

An answer stores its choices in the conversation. News comes from other people's turns and from
jobs, which may not write there: its choices are read from the outbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.messages.message import Kind
from domain.reading.choice_matching import Ambiguous, Picked, pick, typed_number
from locales import _
from storage.messages import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.messages.message import Choice
    from handlers.chat.turn import Turn


CAME_BETWEEN = _("Other news came in between. If you mean this question, please answer it again:")


def choices(turn: Turn) -> list[list[list[str]]]:
    """The lists of choices that may be meant, the likeliest first.

    Each choice is [label, data], in the order shown. A typed label may be of a higher list on the
    screen. A typed number belongs to the lowest list only, and never to a notice with buttons while a
    reply has numbered choices.
    """
    news, offered = _news(turn), turn.conversation.offered
    of_news = [[one.label, one.data] for row in news for one in row if one.data]
    if _number(turn) is None:
        return [of_news, offered]
    return [offered if offered and not _are_listed(turn, news) else of_news or offered]


def is_unclear_number(turn: Turn) -> bool:
    """True for a bare number that may belong to another question than the open one.

    Either news with numbered choices stands below the question (where choices are buttons, only
    the question has numbers). Or the number was sent before a message that was handled already:
    a service may post late what it could not post at once.
    """
    if _number(turn) is None:
        return False
    is_late = turn.incoming.at < turn.conversation.heard_at
    return is_late or _are_listed(turn, _news(turn))


def trust_next_number(turn: Turn) -> None:
    """After the question was asked again: a number sent later than this one is not late."""
    state = turn.conversation
    state.heard_at = min(state.heard_at, turn.incoming.at)


def typed(
    turn: Turn, choices: Sequence[tuple[str, str] | list[str]]
) -> str | type[Ambiguous] | None:
    """The value of the choice that was typed; None for none of them, `Ambiguous` for several.

    `choices` are (label, value) in the order shown. The label counts, and the number where the
    channel shows numbers.
    """
    numbered = turn.commune.channels[turn.incoming.channel].lists([choices])
    found = pick(turn.incoming.text, [label for label, _value in choices], numbered=numbered)
    if isinstance(found, Ambiguous):
        return Ambiguous
    return choices[found.index][1] if isinstance(found, Picked) else None


def _number(turn: Turn) -> int | None:
    return typed_number(turn.incoming.text) if turn.incoming.kind is Kind.TEXT else None


def _are_listed(turn: Turn, news: tuple[tuple[Choice, ...], ...]) -> bool:
    return turn.commune.channels[turn.incoming.channel].lists(news)


def _news(turn: Turn) -> tuple[tuple[Choice, ...], ...]:
    state = turn.conversation
    return outbox.newest_choices(
        turn.tx,
        state.channel,
        state.chat,
        after_row=state.offered_row,
        after=state.touched_at,
        edits=turn.commune.channels[state.channel].edits,
    )
