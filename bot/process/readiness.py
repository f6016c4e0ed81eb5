"""Whether this process can do its work now, for load balancers and monitoring."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from storage.engine.errors import DatabaseIll
from storage.tasks import SCRUB, most_tries, probe

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.process.clock import Clock
    from storage.engine.database import Database

BEAT_SECONDS = 1.0
LATE_SECONDS = 15.0
"""Seconds without a run after which the scheduler counts as stuck."""
PROBE_SECONDS = 2.0
"""Seconds in which the database must commit a probe."""
SCRUB_TRIES = 3
"""Tries to remove what was erased from the log, after which it is told: some ten minutes."""
FRESH_SECONDS = 1.0
"""Seconds for which the last probe's result is reused, however many requests come."""


class MonitoredChannel(Protocol):
    """What `Readiness` needs of a channel runner."""

    name: str

    @property
    def trouble(self) -> str:
        """Why it does not work just now; empty while all is well."""


class Readiness:
    """Checks the database, the channels and the scheduler; the scheduler runs `beat` as a job."""

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
        """Note that the scheduler runs. A process that never led has no scheduler, and is ready."""
        self._beat = asyncio.get_running_loop().time()

    async def state(self) -> tuple[bool, list[str]]:
        """Returns (whether the process is ready, one line for each problem).

        The process is ready while one channel works: otherwise a load balancer would cut off the
        working channels, too.
        """
        found = []
        illness = await self._illness()
        if illness:
            found.append(f"database: {illness}")
        if self.late > LATE_SECONDS:
            found.append(f"scheduler: nothing ran for {self.late:.0f} s")
        notes = [] if found else await self._unscrubbed()
        troubles = self.troubles
        lines = [f"{name}: {trouble}" for name, trouble in troubles.items() if trouble]
        return not found and not all(troubles.values()), found + lines + notes

    async def without_reasons(self) -> tuple[bool, list[str]]:
        """As `state`, without the reasons: for a port that anybody can reach."""
        is_ready, _reasons = await self.state()
        return is_ready, []

    async def _unscrubbed(self) -> list[str]:
        """A note when what was erased still lies in the database's log; the process is ready."""
        tries = await self._database.read(lambda tx: most_tries(tx, SCRUB))
        if tries < SCRUB_TRIES:
            return []
        return [f"erasing: what was deleted is still in the database's log after {tries} tries"]

    async def _illness(self) -> str:
        """Why the database cannot commit now; empty when it can.

        The probe is a real commit: a database that can only be read is no use.
        """
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if self._answered_at is None or now - self._answered_at >= FRESH_SECONDS:
                self._answer = await self._probe()
                self._answered_at = asyncio.get_running_loop().time()
            return self._answer

    async def _probe(self) -> str:
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
        """The problem of each channel by its name; empty where there is none."""
        return {line.name: line.trouble for line in self._lines}

    @property
    def late(self) -> float:
        """Seconds since the scheduler ran last; 0 in a process without a scheduler."""
        return 0.0 if self._beat is None else asyncio.get_running_loop().time() - self._beat
