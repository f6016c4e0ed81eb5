"""One chat's queue in memory: replies before notices before broadcasts."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.delivery.rate_limit import Limit
    from storage.messages.outbox_row import OutboxRow

AHEAD = timedelta(seconds=1)
"""How far ahead the sweep reads: until the next sweep, so that a later row is sent on time."""
EARLY = 0.002
"""Seconds added to a timer, because it may fire too early."""

Key = tuple[str, str]
"""(channel, chat)"""


@dataclass(slots=True)
class ChatQueue:
    """One chat's rows by rank, then id.

    At most one row is sent or being sent and not recorded: a kill repeats at most one message.
    """

    key: Key
    limits: tuple[Limit, ...] = ()
    rows: list[tuple[int, int, OutboxRow]] = field(default_factory=list)
    later: list[OutboxRow] = field(default_factory=list)
    """Rows that are sent, or sent again, at their `not_before`; until then they block nothing."""
    is_sending: bool = False
    """A row is in flight, until its outcome is recorded."""
    paused_until: float = 0.0
    """Monotonic seconds; the service throttles this chat."""
    failed_at: int = 0
    """The channel's count of accepted messages when something failed in this chat last."""

    def add(self, row: OutboxRow, now: datetime) -> float:
        """Add a row of the database; returns the seconds until it is due, 0 when it is due."""
        early = (row.not_before - now).total_seconds()
        if early > 0 or row.ambiguous:
            self.later.append(row)
        else:
            self.push(row)
        return early + EARLY if early > 0 else 0.0

    def push(self, row: OutboxRow) -> None:
        """Add a row that is due."""
        heapq.heappush(self.rows, (row.rank, row.id, row))

    def pop(self) -> OutboxRow:
        """Remove and return the first row."""
        return heapq.heappop(self.rows)[2]

    def promote(self, now: datetime, *, may_repeat: bool) -> None:
        """Move later rows that are due into the queue.

        A row that may have arrived is moved only if `may_repeat`; a reply, for which somebody waits,
        always.
        """
        if self.later:
            later = self.later
            self.later = []
            for row in later:
                if row.not_before <= now and (may_repeat or not (row.ambiguous and row.rank)):
                    self.push(row)
                else:
                    self.later.append(row)

    def drop(self, is_gone: Callable[[OutboxRow], bool]) -> Iterator[int]:
        """Remove rows; yields their ids."""
        for row in [*(entry[2] for entry in self.rows), *self.later]:
            if is_gone(row):
                yield row.id
        self.rows = [entry for entry in self.rows if not is_gone(entry[2])]
        self.later = [row for row in self.later if not is_gone(row)]
        heapq.heapify(self.rows)

    def is_idle(self, now: float) -> bool:
        """Whether the queue can be dropped: empty, nothing in flight, rate limits fully recovered."""
        return (
            not self.rows
            and not self.later
            and not self.is_sending
            and self.paused_until <= now
            and all(limit.is_full(now) for limit in self.limits)
        )

    @property
    def head(self) -> tuple[int, int]:
        """(rank, id) of the first row."""
        return self.rows[0][:2]

    def ready_at(self, now: float) -> float:
        """When the next row may be sent, in monotonic seconds; `now` or earlier: at once."""
        allowed = self.paused_until
        for limit in self.limits:
            allowed = max(allowed, limit.ready_at(now))
        return allowed
