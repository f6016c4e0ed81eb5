"""The only place that asks the machine for the time."""

from __future__ import annotations

import logging
import math
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from domain.organisation import ZONE

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

READ_AGAIN = 1.0
"""Seconds after which the offset is read anew."""
FARTHEST = timedelta(days=36525).total_seconds()


class Clock:
    """The machine's time, moved by the offset that a test writes into a file.

    The settings allow a file only against a Bot API on this machine. One that is missing means no
    offset; one that cannot be understood (half written) leaves the offset as it was.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._offset = timedelta()
        self._read_at = -math.inf

    def now(self) -> datetime:
        """The moment, aware, in UTC. May go backwards when the offset does."""
        return datetime.now(UTC) + self.offset()

    def local(self) -> datetime:
        """The same moment as the commune's clocks show it."""
        return self.now().astimezone(ZONE)

    def offset(self) -> timedelta:
        """How far this clock is ahead of the machine's."""
        if self._file is not None and time.monotonic() - self._read_at >= READ_AGAIN:
            self._read_at = time.monotonic()
            self._offset = self._read(self._file)
        return self._offset

    def _read(self, file: Path) -> timedelta:
        try:
            seconds = float(file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return timedelta()
        except (OSError, ValueError) as error:
            log.warning("clock file not understood: %s", type(error).__name__)
            return self._offset
        if not abs(seconds) <= FARTHEST:  # also true of NaN
            log.warning("clock file not understood: out of range")
            return self._offset
        return timedelta(seconds=seconds)
