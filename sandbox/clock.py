"""The sandbox's time: this machine's, moved by as much as somebody said."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

READ_AGAIN = 0.5
"""Seconds after which the file is read anew."""


class Clock:
    """Seconds since 1970, UTC. What waits for a moment wakes when the clock is moved past it.

    `file` holds further seconds of offset: a test that writes it moves this clock and the clock of
    a bot that reads the same file. One that is missing or half written changes nothing.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._read_at = -math.inf
        self._read = 0.0
        self._moved_by = 0.0
        self._moved = asyncio.Event()

    @property
    def offset(self) -> float:
        """Seconds that it is ahead of this machine."""
        if self._file is not None and time.monotonic() - self._read_at >= READ_AGAIN:
            self._read_at = time.monotonic()
            with contextlib.suppress(OSError, ValueError):
                self._read = float(self._file.read_text(encoding="ascii"))
        return self._read + self._moved_by

    def now(self) -> float:
        """The moment it is."""
        return time.time() + self.offset

    def move(self, seconds: float) -> None:
        """Be so many seconds ahead of this machine and the file, or behind them."""
        self._moved_by = seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has gone so far."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            try:
                async with asyncio.timeout(left if self._file is None else min(left, READ_AGAIN)):
                    await self._moved.wait()
            except TimeoutError:
                continue
