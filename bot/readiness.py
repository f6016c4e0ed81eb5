"""Whether this process can do its work now: what a load balancer or a watchman asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from storage.database import Database

BEAT_SECONDS = 1.0
LATE_SECONDS = 15.0
"""A scheduler that did not run for so long is stuck."""


class Line(Protocol):
    """A channel, as far as it can be in trouble."""

    name: str

    @property
    def trouble(self) -> str:
        """Why it does not work just now; empty while all is well."""


class Readiness:
    """Looks at the database, the channels and the scheduler; `beat` is a job of the scheduler's."""

    def __init__(self, database: Database, lines: Collection[Line]) -> None:
        self._database = database
        self._lines = lines
        self._beat: float | None = None

    async def beat(self) -> None:
        """The scheduler runs. A process that never led has none, and is ready to take over."""
        self._beat = asyncio.get_running_loop().time()

    def state(self) -> tuple[bool, list[str]]:
        """(Whether it is ready, what is wrong, a line each). One channel in trouble is told; a
        process is not ready only when all are, or it would be taken from the others, too."""
        found = []
        if self._database.ill_since is not None:
            found.append("database: ill")
        if self.late > LATE_SECONDS:
            found.append(f"scheduler: nothing ran for {self.late:.0f} s")
        troubles = self.troubles
        lines = [f"{name}: {trouble}" for name, trouble in troubles.items() if trouble]
        return not found and not all(troubles.values()), found + lines

    @property
    def troubles(self) -> dict[str, str]:
        """What is wrong with each channel, empty where nothing is."""
        return {line.name: line.trouble for line in self._lines}

    @property
    def late(self) -> float:
        """Seconds since the scheduler ran; 0 in a process that has none."""
        return 0.0 if self._beat is None else asyncio.get_running_loop().time() - self._beat
