"""The Prometheus metrics of `/metrics`: counts and seconds, never a name, a chat or a text."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from storage.engine.errors import DatabaseIll
from storage.messages import outbox

if TYPE_CHECKING:
    from bot.process.clock import Clock
    from bot.process.readiness import Readiness
    from storage.engine.database import Database

READ_SECONDS = 2.0
"""A database that does not answer within this time counts as one that cannot be read."""
REGISTRY = CollectorRegistry()
TURNS = Counter("nghedan_turns", "Updates handled", ["outcome"], registry=REGISTRY)
"""Outcome: kept (committed), failed (stored for an administrator), waited (the database failed)."""
TURNS_KEPT = TURNS.labels("kept")
TURN_SECONDS = Histogram(
    "nghedan_turn_seconds",
    "From an update's arrival to its commit",
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
DELIVERIES = Counter("nghedan_deliveries", "Messages tried", ["outcome"], registry=REGISTRY)
"""Outcome: sent, again (to be retried), given up (dead letter), unreachable (the person stopped the
bot), held (parked: the service's window or quota does not allow it now)."""
DELIVERED = DELIVERIES.labels("sent")
MESSAGES = Counter(
    "nghedan_service_messages",
    "Messages that count against a service's windows and quotas",
    ["channel", "cost"],
    registry=REGISTRY,
)
"""Cost: free, paid."""
_HELD = Gauge("nghedan_outbox_held", "Messages that wait until somebody writes", registry=REGISTRY)
_READABLE = Gauge(
    "nghedan_database_readable", "0 while the database cannot be read", registry=REGISTRY
)
_WAITING = Gauge("nghedan_outbox_waiting", "Messages that wait", registry=REGISTRY)
_OLDEST = Gauge("nghedan_outbox_oldest_seconds", "Since the oldest was due", registry=REGISTRY)
_DEAD = Gauge("nghedan_dead_letters", "Messages that were given up", registry=REGISTRY)
_TROUBLE = Gauge(
    "nghedan_channel_trouble", "1 while a channel does not work", ["channel"], registry=REGISTRY
)
_LATE = Gauge("nghedan_jobs_late_seconds", "Since the scheduler ran last", registry=REGISTRY)


class Metrics:
    """Adds the gauges that are read from the database at each request."""

    def __init__(self, database: Database, clock: Clock, readiness: Readiness) -> None:
        self._database = database
        self._clock = clock
        self._readiness = readiness

    async def text(self) -> bytes:
        """The metrics in Prometheus' text format; gauges of an unreadable database are NaN."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(READ_SECONDS):
                depth = await self._database.read(lambda tx: outbox.depth(tx, now))
        except (DatabaseIll, TimeoutError):
            _READABLE.set(0)
            for gauge in (_WAITING, _OLDEST, _DEAD, _HELD):
                gauge.set(math.nan)
        else:
            _READABLE.set(1)
            _WAITING.set(depth.waiting)
            _OLDEST.set((now - depth.oldest).total_seconds() if depth.oldest else 0)
            _DEAD.set(depth.dead)
            _HELD.set(depth.parked)
        for name, trouble in self._readiness.troubles.items():
            _TROUBLE.labels(name).set(bool(trouble))
        _LATE.set(self._readiness.late)
        return generate_latest(REGISTRY)
