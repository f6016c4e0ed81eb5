"""Whether this process can do its work now: what a load balancer or a watchman asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from storage.engine.errors import DatabaseIll
from storage.tasks import probe

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.process.clock import Clock
    from storage.engine.database import Database

BEAT_SECONDS = 1.0
LATE_SECONDS = 15.0
"""A scheduler that did not run for so long is stuck."""
PROBE_SECONDS = 2.0
"""A database that does not answer within this time is told as ill."""
FRESH_SECONDS = 1.0
"""How long what the database answered is believed, however often it is asked."""


class MonitoredChannel(Protocol):
    """A channel, as far as it can be in trouble."""

    name: str

    @property
    def trouble(self) -> str:
        """Why it does not work just now; empty while all is well."""


class Readiness:
    """Looks at the database, the channels and the scheduler; `beat` is a job of the scheduler's."""

    def __init__(
        self, database: Database, clock: Clock, lines: Collection[MonitoredChannel]
    ) -> None:
        self._database = database
        self._clock = clock
        self._lines = lines
        self._beat: float | None = None
        self._asking = asyncio.Lock()
        self._answer = ""
        self._answered_at: float | None = None

    async def beat(self) -> None:
        """The scheduler runs. A process that never led has none, and is ready to take over."""
        self._beat = asyncio.get_running_loop().time()

    async def state(self) -> tuple[bool, list[str]]:
        """(Whether it is ready, what is wrong, a line each). One channel in trouble is told; a
        process is not ready only when all are, or it would be taken from the others, too."""
        found = []
        illness = await self._illness()
        if illness:
            found.append(f"database: {illness}")
        if self.late > LATE_SECONDS:
            found.append(f"scheduler: nothing ran for {self.late:.0f} s")
        troubles = self.troubles
        lines = [f"{name}: {trouble}" for name, trouble in troubles.items() if trouble]
        return not found and not all(troubles.values()), found + lines

    async def _illness(self) -> str:
        """Why the database cannot keep anything now; empty when it can. It is asked for a real
        commit: one that can only be read is no use, and a process without turns of its own would
        notice neither that it fell ill nor that it healed."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if self._answered_at is None or now - self._answered_at >= FRESH_SECONDS:
                self._answer = await self._asked()
                self._answered_at = asyncio.get_running_loop().time()
            return self._answer

    async def _asked(self) -> str:
        at = self._clock.now()
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self._database.transact(lambda tx: probe(tx, at), patience=PROBE_SECONDS)
        except TimeoutError:
            return f"no answer within {PROBE_SECONDS:.0f} s"
        except DatabaseIll as error:
            return f"ill ({error})"
        return ""

    @property
    def troubles(self) -> dict[str, str]:
        """What is wrong with each channel, empty where nothing is."""
        return {line.name: line.trouble for line in self._lines}

    @property
    def late(self) -> float:
        """Seconds since the scheduler ran; 0 in a process that has none."""
        return 0.0 if self._beat is None else asyncio.get_running_loop().time() - self._beat
