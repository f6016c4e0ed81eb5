"""What one process at a time may do: deliver, run the jobs, and poll where no webhook is set.

Of several processes on one PostgreSQL database one leads; when it ends, or is lost, another begins
a term of its own within seconds. A process that does not lead hears of nothing and waits.
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
"""Seconds from the signal to the end: whoever stops us may kill us after that."""
WAIT_ELSEWHERE = 0.2
"""Seconds that the leader, in another process, has to record what it sent: who quotes a message
has read it first."""
COLLECT_SECONDS = 0.01
"""Seconds in which news from other processes is collected before the outbox is read."""


class LeaderLoop:
    """Waits for the lead, leads, and waits again until the process is told to stop."""

    def __init__(
        self,
        database: Database,
        leadership: Leadership,
        deliver: Callable[[Leadership], Deliveries],
        scheduler: Callable[[Deliveries], AsyncIOScheduler],
        poll: Callable[[], Awaitable[object]] | None,
    ) -> None:
        """`deliver` and `scheduler` make what a term needs; `poll` receives, None with a webhook."""
        self._database = database
        self._leadership = leadership
        self._make_deliveries = deliver
        self._make_scheduler = scheduler
        self._poll = poll
        self._shared = database.tells
        self._deliveries: Deliveries | None = None
        self._notified = asyncio.Event()

    def offer(self, rows: Sequence[OutboxRow], withdrawn: Sequence[int]) -> None:
        """Hand over what this process committed; the leader elsewhere is told by the database."""
        if self._deliveries is not None:
            self._deliveries.offer(rows, withdrawn)

    async def wait_recorded(self, keys: Collection[Key]) -> None:
        """Wait, a moment at most, until what was sent to these chats is recorded."""
        if self._deliveries is not None:
            await self._deliveries.wait_recorded(keys)
        else:
            await asyncio.sleep(WAIT_ELSEWHERE)

    async def run(self, stopping: asyncio.Event) -> None:
        """Lead whenever nobody else does, until `stopping` to stop; then finish what is begun."""
        try:
            while await unless_stopped(stopping, self._leadership.win()):
                await self._lead(stopping)
                await self._leadership.resign()
        finally:
            await self._leadership.resign()

    async def _lead(self, stopping: asyncio.Event) -> None:
        log.info("leading: this process delivers")
        delivery = self._deliveries = self._make_deliveries(self._leadership)
        self._database.tells = False
        scheduler = self._make_scheduler(delivery)
        await _sweep(delivery)
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(delivery.run(), name="deliver")
                notifications = group.create_task(self._sweep_when_notified(delivery), name="news")
                receiving = group.create_task(self._receive(), name="receive")
                scheduler.start()
                keeping = group.create_task(watch_clock(scheduler), name="keep time")
                await unless_stopped(stopping, self._leadership.lost(self._on_notification))
                keeping.cancel()
                scheduler.shutdown(wait=False)
                receiving.cancel()
                notifications.cancel()
                delivery.drain()
                await self._finish(sending, stopping)
        finally:
            self._deliveries = None
            self._database.tells = self._shared

    async def _finish(self, sending: asyncio.Task[None], stopping: asyncio.Event) -> None:
        """What was sent is recorded before anything else: after a lost lead for as long as that
        takes, at the process's end for as long as the end may take."""
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

    async def _sweep_when_notified(self, delivery: Deliveries) -> None:
        """Look at once when another process put something into the outbox."""
        while True:
            await self._notified.wait()
            await asyncio.sleep(COLLECT_SECONDS)
            self._notified.clear()
            await _sweep(delivery)


async def _sweep(delivery: Deliveries) -> None:
    try:
        await delivery.sweep()
    except DatabaseIll as error:
        log.warning("the outbox cannot be read now (%s); the next sweep looks again", error)


async def _done(task: asyncio.Task[None]) -> None:
    await asyncio.wait({task})


async def unless_stopped(stopping: asyncio.Event, other: Coroutine[object, object, None]) -> bool:
    """Wait for either; False when told to stop. What `other` raises is raised here."""
    async with asyncio.TaskGroup() as group:
        stop = group.create_task(stopping.wait())
        going = group.create_task(other)
        await asyncio.wait({stop, going}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        going.cancel()
    return not stopping.is_set()
