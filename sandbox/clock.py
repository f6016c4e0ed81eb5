"""The clock of the sandbox: the machine's time plus an offset."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

READ_AGAIN = 0.5
"""Seconds after which the file is read again."""


class Clock:
    """A clock in seconds since 1970 (UTC). Moving it wakes everything that sleeps on it.

    `file` contains more seconds of offset. A test that writes it moves this clock and the clock of a
    bot that reads the same file. A missing or half-written file is ignored.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._read_at = -math.inf
        self._read = 0.0
        self._moved_by = 0.0
        self._moved = asyncio.Event()

    @property
    def offset(self) -> float:
        """The seconds by which the clock is ahead of this machine."""
        if self._file is not None and time.monotonic() - self._read_at >= READ_AGAIN:
            self._read_at = time.monotonic()
            with contextlib.suppress(OSError, ValueError):
                self._read = float(self._file.read_text(encoding="ascii"))
        return self._read + self._moved_by

    def now(self) -> float:
        """Return the current moment."""
        return time.time() + self.offset

    def move(self, seconds: float) -> None:
        """Set the offset in seconds, in addition to the file. It may be negative."""
        self._moved_by = seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` have passed on this clock."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            try:
                async with asyncio.timeout(left if self._file is None else min(left, READ_AGAIN)):
                    await self._moved.wait()
            except TimeoutError:
                continue
