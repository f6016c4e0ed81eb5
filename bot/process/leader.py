"""What only one process may do at a time: deliver, run jobs, poll where no webhook is set.

Of several processes on one PostgreSQL database one is the leader. When it ends or loses its lock,
another process becomes the leader within seconds. The others only receive posts, and wait.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.process.scheduler import watch_clock
from storage.engine.errors import DatabaseIll

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence

    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from bot.delivery import Deliveries
    from bot.delivery.queue import Key
    from storage.engine.database import Database
    from storage.engine.leadership import Leadership
    from storage.messages.outbox_row import OutboxRow

log = logging.getLogger(__name__)

END_WITHIN = 10.0
"""Seconds from the stop signal to the end of the process: afterwards it may be killed."""
WAIT_ELSEWHERE = 0.2
"""Seconds to wait while the leader, another process, records what it sent. Somebody who quotes a
message has read it first, so this is enough."""
COLLECT_SECONDS = 0.01
"""Seconds in which notifications of other processes are collected for one sweep."""


class LeaderLoop:
    """Waits until this process leads, leads, and waits again until the process stops."""

    def __init__(
        self,
        database: Database,
        leadership: Leadership,
        make_deliveries: Callable[[Leadership], Deliveries],
        make_scheduler: Callable[[Deliveries], AsyncIOScheduler],
        poll: Callable[[], Awaitable[object]] | None,
    ) -> None:
        """`make_deliveries` and `make_scheduler` are called anew each time this process leads.

        `poll` receives updates by polling; None when the services post to a webhook.
        """
        self._database = database
        self._leadership = leadership
        self._make_deliveries = make_deliveries
        self._make_scheduler = make_scheduler
        self._poll = poll
        self._shared = database.notifies
        self._deliveries: Deliveries | None = None
        self._notified = asyncio.Event()

    def offer(self, rows: Sequence[OutboxRow], withdrawn: Sequence[int]) -> None:
        """Pass committed rows to delivery while leading; else the database notifies the leader."""
        if self._deliveries is not None:
            self._deliveries.offer(rows, withdrawn)

    async def wait_recorded(self, keys: Collection[Key]) -> None:
        """Wait, a moment at most, until what was sent to these chats is recorded."""
        if self._deliveries is not None:
            await self._deliveries.wait_recorded(keys)
        else:
            await asyncio.sleep(WAIT_ELSEWHERE)

    async def run(self, stopping: asyncio.Event) -> None:
        """Lead whenever no other process does, until `stopping` is set; then finish open work."""
        try:
            while await unless_stopped(stopping, self._leadership.win()):
                await self._lead(stopping)
                await self._leadership.resign()
        finally:
            await self._leadership.resign()

    async def _lead(self, stopping: asyncio.Event) -> None:
        """Deliver, run jobs and poll until the lead is lost or the process stops."""
        log.info("leading: this process delivers")
        deliveries = self._deliveries = self._make_deliveries(self._leadership)
        self._database.notifies = False
        scheduler = self._make_scheduler(deliveries)
        await _sweep(deliveries)
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(deliveries.run(), name="deliver")
                others = [
                    group.create_task(self._sweep_when_notified(deliveries), name="notifications"),
                    group.create_task(self._receive(), name="receive"),
                ]
                scheduler.start()
                watching = group.create_task(watch_clock(scheduler), name="watch the clock")
                await unless_stopped(stopping, self._leadership.lost(self._on_notification))
                watching.cancel()
                scheduler.shutdown(wait=False)
                for task in others:
                    task.cancel()
                deliveries.drain()
                await self._finish(sending, stopping)
        finally:
            self._deliveries = None
            self._database.notifies = self._shared

    async def _finish(self, sending: asyncio.Task[None], stopping: asyncio.Event) -> None:
        """Let delivery record what it sent.

        After a lost lead it may take as long as it needs, at the end of the process `END_WITHIN`.
        """
        await unless_stopped(stopping, _done(sending))
        _ended, late = await asyncio.wait({sending}, timeout=END_WITHIN)
        for task in late:
            task.cancel()

    async def _receive(self) -> None:
        if self._poll is not None:
            await self._poll()

    def _on_notification(self, withdrawn: list[int]) -> None:
        if self._deliveries is not None:
            self._deliveries.offer((), withdrawn)
            self._notified.set()

    async def _sweep_when_notified(self, deliveries: Deliveries) -> None:
        """Read the outbox at once when another process added rows to it."""
        while True:
            await self._notified.wait()
            await asyncio.sleep(COLLECT_SECONDS)
            self._notified.clear()
            await _sweep(deliveries)


async def _sweep(deliveries: Deliveries) -> None:
    try:
        await deliveries.sweep()
    except DatabaseIll as error:
        log.warning("the outbox cannot be read now (%s); the next sweep tries again", error)


async def _done(task: asyncio.Task[None]) -> None:
    await asyncio.wait({task})


async def unless_stopped(stopping: asyncio.Event, other: Coroutine[object, object, None]) -> bool:
    """Wait for `other` or for `stopping`; returns False when `stopping` is set.

    The one that is not finished is cancelled. Raises what `other` raises.
    """
    async with asyncio.TaskGroup() as group:
        stop = group.create_task(stopping.wait())
        going = group.create_task(other)
        await asyncio.wait({stop, going}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        going.cancel()
    return not stopping.is_set()
