"""What waits in memory: one queue a chat, replies before notices before broadcasts."""

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
"""How far the sweep looks ahead, as long as it takes to the next one: what waits a moment for more
words goes out when that is over."""
EARLY = 0.002
"""Seconds that a timer may be early."""

Key = tuple[str, str]
"""(channel, chat)"""


@dataclass(slots=True)
class ChatQueue:
    """One chat's rows by rank, then id; one at most is sent or being sent and not recorded, so that a
    kill doubles one message of a chat and no more."""

    key: Key
    limits: tuple[Limit, ...] = ()
    rows: list[tuple[int, int, OutboxRow]] = field(default_factory=list)
    later: list[OutboxRow] = field(default_factory=list)
    """Rows that go, or go again, at their `not_before`; until then they block nothing."""
    is_sending: bool = False
    """Until what became of the row is recorded."""
    paused_until: float = 0.0
    """Monotonic seconds: the service asked to wait."""
    failed_at: int = 0
    """How much had come through to anybody, by the lane's count, when something failed here last."""

    def take(self, row: OutboxRow, now: datetime) -> float:
        """Add a row that the database gave; returns the seconds until it is due, 0 when it is."""
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
        """Take the first row."""
        return heapq.heappop(self.rows)[2]

    def wake(self, now: datetime, *, may_repeat: bool) -> None:
        """Put those that are due in their places: each blocks its own rank again. News that may
        have arrived already go if they `may_repeat` it; an answer, for which somebody waits, always."""
        if self.later:
            later = self.later
            self.later = []
            for row in later:
                if row.not_before <= now and (may_repeat or not (row.ambiguous and row.rank)):
                    self.push(row)
                else:
                    self.later.append(row)

    def drop(self, is_gone: Callable[[OutboxRow], bool]) -> Iterator[int]:
        """Forget rows; yields their ids."""
        for row in [*(entry[2] for entry in self.rows), *self.later]:
            if is_gone(row):
                yield row.id
        self.rows = [entry for entry in self.rows if not is_gone(entry[2])]
        self.later = [row for row in self.later if not is_gone(row)]
        heapq.heapify(self.rows)

    def is_idle(self, now: float) -> bool:
        """Nothing waits, nothing is under way, and the pace no longer remembers it."""
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
        """When the next row may go; `now` or before when it may now."""
        allowed = self.paused_until
        for limit in self.limits:
            allowed = max(allowed, limit.ready_at(now))
        return allowed
