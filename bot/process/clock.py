"""The only module that asks the machine for the time."""

from __future__ import annotations

import logging
import math
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from domain import outside
from domain.organisation import ZONE

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

READ_AGAIN = 1.0
"""Seconds between two readings of the offset's file."""
FARTHEST = timedelta(days=36525).total_seconds()


class Clock:
    """The machine's time plus an offset in seconds, which a test writes into a file.

    The settings allow the file only with a Bot API on this machine. A missing file means no offset.
    A file that cannot be parsed (it may be half written) leaves the last offset in force.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._offset = timedelta()
        self._read_at = -math.inf

    def now(self) -> datetime:
        """The current moment, aware, in UTC. It goes backwards when the offset does."""
        return datetime.now(UTC) + self.offset()

    def local(self) -> datetime:
        """The current moment in the commune's time zone."""
        return self.now().astimezone(ZONE)

    def offset(self) -> timedelta:
        """By how much this clock is ahead of the machine's."""
        if self._file is not None and time.monotonic() - self._read_at >= READ_AGAIN:
            self._read_at = time.monotonic()
            self._offset = self._read(self._file)
        return self._offset

    def _read(self, file: Path) -> timedelta:
        try:
            seconds = outside.real(file.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            return timedelta()
        except (OSError, ValueError) as error:
            log.warning("the clock file cannot be read: %s", type(error).__name__)
            return self._offset
        if seconds is None or abs(seconds) > FARTHEST:
            log.warning("the clock file cannot be read: out of range")
            return self._offset
        return timedelta(seconds=seconds)
