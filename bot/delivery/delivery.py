"""The delivery engine. The database is the queue; memory only knows what was offered.

The hand-over after a commit and the sweep each second both `offer` rows; ids already held, also of
rows that were sent but whose mark has not committed, are skipped. A double can happen only when
an answer was not durably recorded, so at most `in_flight` rows are sent or being sent and unmarked.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from typing import TYPE_CHECKING

from bot.channels.contract import Operation, Parcel, SendError, TryAgain
from bot.delivery.outcomes import Outcomes
from bot.delivery.queue import ChatQueue
from bot.pace import Bucket, chat_bucket
from storage import outbox
from storage.errors import DatabaseIll

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.channels.contract import Channel
    from bot.clock import Clock
    from bot.delivery.queue import Key
    from bot.pace import Pace
    from storage.database import Database
    from storage.outbox import OutboxRow

log = logging.getLogger(__name__)

IN_FLIGHT = 32
SWEEP = 2000
"""Rows that one sweep reads at most."""
DRAIN_SECONDS = 8.0


class Delivery:
    """Run `run()` in a task; `offer` rows; `drain()` at the end."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channels: Mapping[str, Channel],
        paces: Mapping[str, Pace],
        *,
        in_flight: int = IN_FLIGHT,
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._paces = paces
        self._overall = {name: Bucket(pace.overall, pace.overall) for name, pace in paces.items()}
        self._chats: dict[Key, ChatQueue] = {}
        self._ready: dict[str, list[tuple[int, int, Key]]] = {name: [] for name in channels}
        self._resting: list[tuple[float, Key]] = []
        self._held: set[int] = set()
        self._finished_meanwhile: set[int] | None = None
        self._free = in_flight
        self._changed = asyncio.Event()
        self._draining = False
        self.outcomes = Outcomes(database, clock, self._forget)

    def offer(self, rows: Iterable[OutboxRow], withdrawn: Sequence[int] = ()) -> None:
        """Take rows that wait; rows held already are skipped. Never raises."""
        if withdrawn:
            gone = frozenset(withdrawn)
            for queue in self._chats.values():
                if queue.rows:
                    queue.drop(gone)
                    self._announce(queue)
            self._held -= gone - self.outcomes.sending
        for row in rows:
            if row.id in self._held or row.channel not in self._channels:
                continue
            if self._finished_meanwhile is not None and row.id in self._finished_meanwhile:
                continue
            self._held.add(row.id)
            queue = self._queue((row.channel, row.chat))
            queue.push(row)
            self._announce(queue)
        self._changed.set()

    async def sweep(self) -> None:
        """Read what is due from the database and offer it: retries, later rows, a crash's rest."""
        now = self._clock.now()
        self._finished_meanwhile = set()
        try:
            rows = await self._database.read(lambda tx: outbox.due(tx, now, SWEEP))
            finished = self._finished_meanwhile
            self.offer(row for row in rows if row.id not in finished)
        finally:
            self._finished_meanwhile = None
        moment = asyncio.get_running_loop().time()
        for key in [key for key, queue in self._chats.items() if queue.is_idle(moment)]:
            del self._chats[key]

    async def run(self) -> None:
        """Send until drained."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.outcomes.run(), name="delivery marks")
            while not self._draining:
                wait = self._send_what_may_go(group)
                self._changed.clear()
                await self._until_changed(wait)
            await self._let_finish()
            self.outcomes.stop()

    def drain(self) -> None:
        """Begin nothing new; `run` returns when what is under way is recorded."""
        self._draining = True
        self._changed.set()

    def _send_what_may_go(self, group: asyncio.TaskGroup) -> float | None:
        """Start what may be sent now; returns seconds until more may go (None: until told)."""
        now = asyncio.get_running_loop().time()
        while self._resting and self._resting[0][0] <= now:
            queue = self._chats.get(heapq.heappop(self._resting)[1])
            if queue is not None:
                self._announce(queue)
        waits = [self._resting[0][0] - now] if self._resting else []
        for channel, ready in self._ready.items():
            overall = self._overall.get(channel)
            while ready and self._free > 0:
                allowed_at = overall.ready_at(now) if overall else now
                if allowed_at > now:
                    waits.append(allowed_at - now)
                    break
                self._begin(group, heapq.heappop(ready), now)
        return min(waits, default=None)

    def _begin(self, group: asyncio.TaskGroup, entry: tuple[int, int, Key], now: float) -> None:
        """Send the chat's first row, or let the chat rest when its pace says so."""
        queue = self._chats.get(entry[2])
        if queue is None or queue.is_sending or not queue.rows or queue.head != entry[:2]:
            return
        ready_at = queue.ready_at(now)
        if ready_at > now:
            heapq.heappush(self._resting, (ready_at, queue.key))
            return
        overall = self._overall.get(queue.key[0])
        for bucket in (queue.bucket, overall):
            if bucket is not None:
                bucket.take(now)
        row = queue.pop()
        queue.is_sending = True
        self._free -= 1
        self.outcomes.sending.add(row.id)
        group.create_task(self._send(queue, row), name=f"send {row.id}")

    async def _send(self, queue: ChatQueue, row: OutboxRow) -> None:
        try:
            parcel = await self._parcel(row)
            given = "" if parcel is None else await self._channels[row.channel].send(parcel)
            self.outcomes.sent(row, given)
        except SendError as error:
            self.outcomes.failed(row, error, queue)
        except DatabaseIll:
            self.outcomes.failed(row, TryAgain("the database is ill", counts=False), queue)
        finally:
            queue.is_sending = False
            self._announce(queue)
            self._changed.set()

    async def _parcel(self, row: OutboxRow) -> Parcel | None:
        """What to hand to the channel; None when its target was never sent."""
        target = row.target
        if row.target_row is not None:
            target = self.outcomes.given.get(row.target_row, "")
            if not target:
                wanted = row.target_row
                target, state = await self._database.read(
                    lambda tx: outbox.provider_message(tx, wanted)
                )
                if state in ("waiting", "parked"):
                    raise TryAgain("its target is not sent yet", counts=False)
        if not target and row.operation in (Operation.EDIT, Operation.DELETE):
            return None
        return Parcel(
            row.chat, Operation(row.operation), row.message, target, row.menu, row.origin
        )

    def _forget(self, row: OutboxRow, *, whole_chat: bool) -> None:
        """What became of a row is recorded: it no longer counts as under way."""
        self._free += 1
        self._release(row.id)
        queue = self._chats.get((row.channel, row.chat))
        if whole_chat and queue is not None:
            for _rank, row_id, _row in queue.rows:
                self._release(row_id)
            queue.rows.clear()
        self._changed.set()

    def _release(self, row_id: int) -> None:
        self._held.discard(row_id)
        if self._finished_meanwhile is not None:
            self._finished_meanwhile.add(row_id)

    def _queue(self, key: Key) -> ChatQueue:
        queue = self._chats.get(key)
        if queue is None:
            pace = self._paces.get(key[0])
            queue = ChatQueue(key, chat_bucket(pace, key[1]) if pace else None)
            self._chats[key] = queue
        return queue

    def _announce(self, queue: ChatQueue) -> None:
        if queue.rows and not queue.is_sending:
            heapq.heappush(self._ready[queue.key[0]], (*queue.head, queue.key))

    async def _until_changed(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _let_finish(self) -> None:
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while any(queue.is_sending for queue in self._chats.values()):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            log.warning("a send did not finish in time; it may be repeated after the restart")
