"""Too many messages a minute from one person: stored, answered once, and handled later."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.messages.message import Kind
from domain.reading.classify import reads_like_denunciation
from handlers.chat.emergency_numbers import emergency
from locales import _
from storage.cases import sealed
from storage.messages import sent_messages
from storage.updates import deferred_updates

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.chat.turn import Turn
    from storage.updates.conversations import Conversation

WINDOW = timedelta(minutes=1)
MOST_HELD = 500
"""Deferred messages of one sender: more would take half an hour to go through."""
DANGER = "danger"
"""The topic of emergency numbers that are given for a message before it is handled."""


def is_flood(turn: Turn, limit: int) -> bool:
    """Count this message; True when it was deferred, to be handled later in its order.

    What comes when `MOST_HELD` are deferred is dropped; the one before was answered by saying so.
    Words that may be a denunciation are never deferred: they may be stored in one place only.
    """
    state = turn.conversation
    if not limit:
        return False
    if state.holding and not deferred_updates.has_any(
        turn.tx, state.channel, state.chat, state.sender
    ):
        state.holding = False
    room = has_room(state, turn.now, limit)
    if room and not state.holding:
        count_one(state, turn.now)
        return False
    secret = reads_like_denunciation(turn.incoming.words) or sealed.is_screen(state.offered)
    if turn.incoming.kind is not Kind.TAP and secret:
        return False
    if not state.holding:
        state.holding = True
        turn.say(_("Many messages at once! All are kept; I go through them one by one."))
    if not _was_given_numbers(turn):
        emergency(turn, topic=DANGER)
    held = deferred_updates.number_of(turn.tx, state.channel, state.chat, state.sender)
    if held >= MOST_HELD:
        return True
    if held == MOST_HELD - 1:
        turn.say(
            _(
                "I hold {count} messages of yours now, and can keep <b>no more</b> until I have gone "
                "through them. Please send what comes after this one later."
            ),
            count=MOST_HELD,
        )
    deferred_updates.defer(turn.tx, turn.incoming, person_id=turn.person.id, now=turn.now)
    return True


def _was_given_numbers(turn: Turn) -> bool:
    """Whether a deferred message was answered with the emergency numbers in the last minute."""
    since = turn.now - WINDOW
    return bool(sent_messages.of_topic(turn.tx, turn.person.id, DANGER, since=since))


def count_one(state: Conversation, now: datetime) -> None:
    """Count a message of this minute."""
    if _is_new_minute(state, now):
        state.flood_since, state.flood_count = now, 0
    state.flood_count += 1


def has_room(state: Conversation, now: datetime, limit: int) -> bool:
    """Whether one more message may be handled in this minute."""
    return not limit or _is_new_minute(state, now) or state.flood_count < limit


def _is_new_minute(state: Conversation, now: datetime) -> bool:
    """Whether the last counted minute is over, or the clock was set back behind it."""
    return state.flood_since is None or not timedelta() <= now - state.flood_since < WINDOW
