"""What waits in memory: one queue a chat, replies before notices before broadcasts."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.pace import Bucket
    from storage.outbox import OutboxRow

Key = tuple[str, str]
"""(channel, chat)"""


@dataclass(slots=True)
class ChatQueue:
    """One chat's rows by rank, then id; one send is under way at most."""

    key: Key
    bucket: Bucket | None
    rows: list[tuple[int, int, OutboxRow]] = field(default_factory=list)
    is_sending: bool = False
    paused_until: float = 0.0
    """Monotonic seconds: the service asked to wait."""

    def push(self, row: OutboxRow) -> None:
        """Add a row."""
        heapq.heappush(self.rows, (row.rank, row.id, row))

    def pop(self) -> OutboxRow:
        """Take the first row."""
        return heapq.heappop(self.rows)[2]

    def drop(self, row_ids: frozenset[int]) -> None:
        """Forget rows that lost their purpose."""
        self.rows = [entry for entry in self.rows if entry[1] not in row_ids]
        heapq.heapify(self.rows)

    def is_idle(self, now: float) -> bool:
        """Nothing waits, nothing is under way, and the pace no longer remembers it."""
        rested = self.bucket is None or self.bucket.is_full(now)
        return not self.rows and not self.is_sending and self.paused_until <= now and rested

    @property
    def head(self) -> tuple[int, int]:
        """(rank, id) of the first row."""
        return self.rows[0][:2]

    def ready_at(self, now: float) -> float:
        """When the next row may go."""
        allowed = self.bucket.ready_at(now) if self.bucket else now
        return max(allowed, self.paused_until)
