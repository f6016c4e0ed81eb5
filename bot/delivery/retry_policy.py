"""What becomes of a row that did not arrive."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.channels.contract import (
    Moved,
    NotAllowedNow,
    NotBefore,
    Operation,
    Refused,
    SendError,
    Throttled,
    TryAgain,
    Unreachable,
)
from bot.delivery import template_messages
from storage.messages import outbox_states, reachability

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from domain.messages.quota import QuotaRules
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

TRIES = 12
"""After so many failures that count, about an hour, a row is a dead letter."""
_TRIES_DURING_OUTAGE = TRIES - 2
"""So many count at most, for longer pauses, while nothing comes through to anybody: the service's
failing gives up no row, and leaves each one a second chance once it heals."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to record, and what to do meanwhile."""

    record: Callable[[Transaction], None] | None = None
    """None: nothing happened that a restart has to know."""
    retry_row: OutboxRow | None = None
    """The row as it is tried again, at its `not_before`."""
    chat_pause: float = 0.0
    """Seconds in which nothing goes to this chat."""
    pauses_channel: bool = False
    """The service cannot be reached at all."""
    chat_is_gone: bool = False
    """What waits for the chat goes back to the database: it is parked there, or moved."""
    gave_up: bool = False
    held: bool = False

    @property
    def rests(self) -> bool:
        """Whether chat or channel rests."""
        return self.pauses_channel or self.chat_pause > 0

    @property
    def outcome(self) -> str:
        """What `/metrics` counts it as."""
        if self.chat_is_gone:
            return "unreachable"
        if self.held:
            return "held"
        return "given up" if self.gave_up else "again"


def decide(
    row: OutboxRow,
    error: SendError,
    now: datetime,
    channels: Collection[str] = (),
    rules: QuotaRules | None = None,
    *,
    row_at_fault: bool = True,
) -> Decision:
    """What a failure means for the row and for those behind it. `channels` can be sent on here:
    another account of the person's on one of them takes what this one refuses. `rules`: of the
    row's channel. `row_at_fault`: the row may be at fault and not the service, for other messages come through."""
    channel, chat = row.channel, row.chat
    if isinstance(error, Throttled):
        due = now + timedelta(seconds=error.seconds)
        return Decision(
            _retry(row, due, error, counts=False),
            row._replace(not_before=due),
            chat_pause=error.seconds,
        )
    if isinstance(error, NotBefore):
        # It may lose its purpose meanwhile: nobody keeps it in memory.
        return Decision(_retry(row, error.until, error, counts=False))
    if isinstance(error, Unreachable):
        return Decision(
            lambda tx: reachability.park(tx, channel, chat, now, channels), chat_is_gone=True
        )
    if isinstance(error, NotAllowedNow):
        why = str(error)
        return Decision(
            lambda tx: template_messages.hold(tx, row, why, channels, rules, now), held=True
        )
    if isinstance(error, Moved):
        new = error.chat
        return Decision(
            lambda tx: reachability.move_chat(tx, channel, chat, new), chat_is_gone=True
        )
    if not isinstance(error, TryAgain):
        return _give_up(row, error)
    if error.ambiguous and row.operation == Operation.TEMPLATE:
        return _give_up(row, Refused("the answer was lost; it may have arrived, and it costs"))
    if error.ambiguous and row.operation == Operation.SEND:
        if row.ambiguous:
            return _give_up(row, Refused("two answers were lost; it may have arrived"))
        due = now + FIRST_PAUSE
        again = row._replace(not_before=due, attempts=row.attempts + 1, ambiguous=True)
        return Decision(_retry(row, due, error, counts=True, ambiguous=True), again)
    if not error.counts:
        return Decision(retry_row=row, pauses_channel=True)
    counts = row_at_fault or row.attempts < _TRIES_DURING_OUTAGE
    attempts = row.attempts + counts
    if row_at_fault and attempts >= TRIES:
        return _give_up(row, error)
    due = now + _pause(row)
    again = row._replace(not_before=due, attempts=attempts)
    return Decision(_retry(row, due, error, counts=counts), again)


def _pause(row: OutboxRow) -> timedelta:
    """Twice as long each time, up to a fifth more or less by the chat: not everybody's rows come
    back at once, and one chat's rows come back in their order."""
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(row.attempts, TRIES), LONGEST_PAUSE)
    of_chat: float = 0.8 + 0.4 * (zlib.crc32(row.chat.encode()) % 1000) / 1000
    return pause * of_chat


def _retry(
    row: OutboxRow, due: datetime, error: SendError, *, counts: bool, ambiguous: bool = False
) -> Callable[[Transaction], None]:
    return lambda tx: outbox_states.mark_retry(
        tx, row.id, not_before=due, error=str(error), counts=counts, ambiguous=ambiguous
    )


def _give_up(row: OutboxRow, error: SendError) -> Decision:
    return Decision(lambda tx: outbox_states.mark_dead(tx, row.id, str(error)), gave_up=True)
