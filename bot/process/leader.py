"""What one process at a time may do: deliver, run the jobs, and poll where no webhook is set.

Of several processes on one PostgreSQL database one leads; when it ends, or is lost, another begins
a term of its own within seconds. A process that does not lead hears of nothing and waits.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.process.scheduler import keep_time
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
MARKED_WITHIN = 0.2
"""Seconds that the leader, in another process, has to record what it sent: who quotes a message
has read it first."""
TOGETHER = 0.01
"""Seconds in which news from other processes is collected before the outbox is read."""


class Terms:
    """Waits for the lead, leads, and waits again until the process is told to stop."""

    def __init__(
        self,
        database: Database,
        leadership: Leadership,
        deliver: Callable[[Leadership], Deliveries],
        rhythm: Callable[[Deliveries], AsyncIOScheduler],
        poll: Callable[[], Awaitable[object]] | None,
    ) -> None:
        """`deliver` and `rhythm` make what a term needs; `poll` receives, None with a webhook."""
        self._database = database
        self._leadership = leadership
        self._deliver = deliver
        self._rhythm = rhythm
        self._poll = poll
        self._shared = database.tells
        self._delivery: Deliveries | None = None
        self._news = asyncio.Event()

    def offer(self, rows: Sequence[OutboxRow], withdrawn: Sequence[int]) -> None:
        """Hand over what this process committed; the leader elsewhere is told by the database."""
        if self._delivery is not None:
            self._delivery.offer(rows, withdrawn)

    async def settle(self, keys: Collection[Key]) -> None:
        """Wait, a moment at most, until what was sent to these chats is recorded."""
        if self._delivery is not None:
            await self._delivery.settle(keys)
        else:
            await asyncio.sleep(MARKED_WITHIN)

    async def run(self, told: asyncio.Event) -> None:
        """Lead whenever nobody else does, until `told` to stop; then finish what is begun."""
        try:
            while await first(told, self._leadership.win()):
                await self._lead(told)
                await self._leadership.resign()
        finally:
            await self._leadership.resign()

    async def _lead(self, told: asyncio.Event) -> None:
        log.info("leading: this process delivers")
        delivery = self._delivery = self._deliver(self._leadership)
        self._database.tells = False
        rhythm = self._rhythm(delivery)
        await _sweep(delivery)
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(delivery.run(), name="deliver")
                hearing = group.create_task(self._hear(delivery), name="news")
                receiving = group.create_task(self._receive(), name="receive")
                rhythm.start()
                keeping = group.create_task(keep_time(rhythm), name="keep time")
                await first(told, self._leadership.lost(self._told))
                keeping.cancel()
                rhythm.shutdown(wait=False)
                receiving.cancel()
                hearing.cancel()
                delivery.drain()
                await self._finish(sending, told)
        finally:
            self._delivery = None
            self._database.tells = self._shared

    async def _finish(self, sending: asyncio.Task[None], told: asyncio.Event) -> None:
        """What was sent is recorded before anything else: after a lost lead for as long as that
        takes, at the process's end for as long as the end may take."""
        await first(told, _done(sending))
        _ended, late = await asyncio.wait({sending}, timeout=END_WITHIN)
        for task in late:
            task.cancel()

    async def _receive(self) -> None:
        if self._poll is not None:
            await self._poll()

    def _told(self, withdrawn: list[int]) -> None:
        if self._delivery is not None:
            self._delivery.offer((), withdrawn)
            self._news.set()

    async def _hear(self, delivery: Deliveries) -> None:
        """Look at once when another process put something into the outbox."""
        while True:
            await self._news.wait()
            await asyncio.sleep(TOGETHER)
            self._news.clear()
            await _sweep(delivery)


async def _sweep(delivery: Deliveries) -> None:
    try:
        await delivery.sweep()
    except DatabaseIll as error:
        log.warning("the outbox cannot be read now (%s); the next sweep looks again", error)


async def _done(task: asyncio.Task[None]) -> None:
    await asyncio.wait({task})


async def first(told: asyncio.Event, other: Coroutine[object, object, None]) -> bool:
    """Wait for either; False when told to stop. What `other` raises is raised here."""
    async with asyncio.TaskGroup() as group:
        stop = group.create_task(told.wait())
        going = group.create_task(other)
        await asyncio.wait({stop, going}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        going.cancel()
    return not told.is_set()
