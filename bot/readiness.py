"""Whether this process can do its work now: what a load balancer or a watchman asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.channels.contract import Channel
    from storage.database import Database

BEAT_SECONDS = 1.0
LATE_SECONDS = 15.0
"""A scheduler that did not run for so long is stuck."""


class Readiness:
    """Looks at the database, the channel and the scheduler; `beat` is a job of the scheduler's."""

    def __init__(self, database: Database, channel: Channel) -> None:
        self._database = database
        self._channel = channel
        self._beat: float | None = None

    async def beat(self) -> None:
        """The scheduler runs. A process that never led has none, and is ready to take over."""
        self._beat = asyncio.get_running_loop().time()

    def reasons(self) -> list[str]:
        """Why not, a line each; empty when it is ready."""
        found = []
        if self._database.ill_since is not None:
            found.append("database: ill")
        if self._channel.trouble:
            found.append(f"{self._channel.name}: {self._channel.trouble}")
        if self.late > LATE_SECONDS:
            found.append(f"scheduler: nothing ran for {self.late:.0f} s")
        return found

    @property
    def late(self) -> float:
        """Seconds since the scheduler ran; 0 in a process that has none."""
        return 0.0 if self._beat is None else asyncio.get_running_loop().time() - self._beat
