"""The sandbox's time: this machine's, moved by as much as somebody said."""

from __future__ import annotations

import asyncio
import time


class Clock:
    """Seconds since 1970, UTC. What waits for a moment wakes when the clock is moved past it."""

    def __init__(self) -> None:
        self.offset = 0.0
        """Seconds that it is ahead of this machine."""
        self._moved = asyncio.Event()

    def now(self) -> float:
        """The moment it is."""
        return time.time() + self.offset

    def move(self, offset: float) -> None:
        """Be so many seconds ahead of this machine, or behind it."""
        self.offset = offset
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has gone so far."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._moved.wait()
            except TimeoutError:
                continue
