"""Decides what happens to a message whose sending failed: retry, park, move or give up."""

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
from bot.delivery.template_messages import move_or_park
from storage.messages import outbox_states, reachability

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from domain.messages.quota import QuotaRules
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

TRIES = 12
"""Failures that count, after which a row is a dead letter: about an hour."""
_TRIES_DURING_OUTAGE = TRIES - 2
"""Failures counted at most while the service fails for everybody. They make the pauses longer, but no
row is given up, and each has two tries left when the service recovers."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to record after a failure, and what to do until then."""

    record: Callable[[Transaction], None] | None = None
    """None: there is nothing that has to survive a restart."""
    retry_row: OutboxRow | None = None
    """The row as it is retried, at its `not_before`."""
    chat_pause: float = 0.0
    """Seconds for which this chat is paused."""
    pauses_channel: bool = False
    """The service cannot be reached at all."""
    chat_is_gone: bool = False
    """The chat's other rows leave memory, too: the database parks or moves them."""
    gave_up: bool = False
    parked: bool = False

    @property
    def pauses(self) -> bool:
        """Whether the chat or the channel is paused."""
        return self.pauses_channel or self.chat_pause > 0

    @property
    def outcome(self) -> str:
        """The label in `/metrics`."""
        if self.chat_is_gone:
            return "unreachable"
        if self.parked:
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
    """What to do with a row whose sending failed.

    `channels`: where the row can move, to another account of the same person. `rules`: the quota of
    the row's channel. `row_at_fault`: the row may be the cause, because other messages arrive.
    """
    channel, chat = row.channel, row.chat
    if isinstance(error, Throttled):
        due = now + timedelta(seconds=error.seconds)
        record = _retry(row, due, error, counts=False)
        return Decision(record, row._replace(not_before=due), chat_pause=error.seconds)
    if isinstance(error, NotBefore):
        # Not kept in memory: the row may be withdrawn until then.
        return Decision(_retry(row, error.until, error, counts=False))
    if isinstance(error, Unreachable):
        return Decision(
            lambda tx: reachability.mark_unreachable(tx, channel, chat, now, channels),
            chat_is_gone=True,
        )
    if isinstance(error, NotAllowedNow):
        reason = error.reason
        return Decision(
            lambda tx: move_or_park(tx, row, reason, channels, rules, now), parked=True
        )
    if isinstance(error, Moved):
        new = error.chat
        return Decision(
            lambda tx: reachability.move_chat(tx, channel, chat, new), chat_is_gone=True
        )
    if isinstance(error, TryAgain):
        return _try_again(row, error, now, row_at_fault=row_at_fault)
    return _give_up(row, error)


def _try_again(row: OutboxRow, error: TryAgain, now: datetime, *, row_at_fault: bool) -> Decision:
    """Retry after a pause, unless the row may arrive twice too often or failed too often."""
    if error.ambiguous and row.operation == Operation.TEMPLATE:
        return _give_up(row, Refused("the answer was lost; it may have arrived, and it costs"))
    if error.ambiguous and row.operation == Operation.SEND:
        if row.ambiguous:
            return _give_up(row, Refused("two answers were lost; it may have arrived"))
        due = now + FIRST_PAUSE
        later = row._replace(not_before=due, attempts=row.attempts + 1, ambiguous=True)
        return Decision(_retry(row, due, error, counts=True, ambiguous=True), later)
    if not error.counts:
        return Decision(retry_row=row, pauses_channel=True)
    counts = row_at_fault or row.attempts < _TRIES_DURING_OUTAGE
    attempts = row.attempts + 1 if counts else row.attempts
    if row_at_fault and attempts >= TRIES:
        return _give_up(row, error)
    due = now + _pause(row)
    later = row._replace(not_before=due, attempts=attempts)
    return Decision(_retry(row, due, error, counts=counts), later)


def _pause(row: OutboxRow) -> timedelta:
    """The pause before the next try: doubled each time, up to 20 % different between chats.

    So not all rows are retried at once, and the rows of one chat keep their order.
    """
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
