"""Sends one channel's messages. The database is the queue; memory holds a part of it.

Committed rows are offered at once, and a sweep each second reads what is due. Rows that are in
memory already are skipped, also those that were sent and whose record is not committed yet. A
message can arrive twice only when its sending was not recorded, so at most `in_flight` rows are sent
or being sent and not recorded.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import math
import traceback
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.channels.contract import SendError, TryAgain
from bot.delivery.channel_queue import ChannelQueue
from bot.delivery.due_rows import DueRows, nothing
from bot.delivery.in_flight import InFlight
from bot.delivery.loaded_rows import LoadedRows
from bot.delivery.outcomes import Outcome, Outcomes
from bot.delivery.queue import AHEAD, ChatQueue
from bot.delivery.rate_limit import SlidingWindow, chat_limits
from bot.delivery.retry_policy import decide
from bot.delivery.send_request import TargetNotSent, send_request_of
from bot.process import metrics
from storage.engine.errors import DatabaseIll
from storage.messages import outbox_states

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from bot.channels.contract import Channel
    from bot.delivery.due_rows import Unauthorised
    from bot.delivery.queue import Key
    from bot.delivery.quota import Charge, MessageQuota
    from bot.delivery.rate_limit import RateLimits
    from bot.process.clock import Clock
    from storage.engine.database import Database
    from storage.messages.outbox_row import OutboxRow

log = logging.getLogger(__name__)

IN_FLIGHT = 32
SWEEP = 2000
"""Rows that one sweep reads at most."""
MOST_LOADED = 4000
"""Rows in memory above which a sweep reads only a few more, replies first."""
DRAIN_SECONDS = 8.0
MAY_NOT_SEND_PAUSE = 0.2
"""Seconds until this process asks again whether it may send."""
TARGET_PAUSE = timedelta(seconds=2)
"""Pause of a row that edits or deletes a message which is not sent yet."""


class Delivery:
    """Run `run()` in a task; `offer` rows; `drain()` at the end."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channel: Channel,
        rate_limits: RateLimits | None,
        *,
        in_flight: int = IN_FLIGHT,
        may_send: Callable[[], bool] = lambda: True,
        unauthorised: Unauthorised = nothing,
        usable_channels: Callable[[], Collection[str]] = tuple,
        quota: MessageQuota | None = None,
    ) -> None:
        """`may_send`: whether the channel is open and no other process can be delivering.

        `unauthorised`: the ids of the rows whose reader may not get them any more.
        `usable_channels`: where messages can move that this channel refuses.
        """
        self._database = database
        self._clock = clock
        self._channel = channel
        self._rate_limits = rate_limits
        overall = SlidingWindow(*rate_limits.overall) if rate_limits else None
        self._channel_queue = ChannelQueue(channel.name, overall)
        self._chats: dict[Key, ChatQueue] = {}
        self._timers: list[tuple[float, Key]] = []
        """(Monotonic seconds, chat) at which a chat's queue is looked at again: a heap."""
        self._loaded = LoadedRows()
        self._in_flight = InFlight(in_flight)
        self._sending: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._draining = False
        self._outcomes = Outcomes(database, self._recorded)
        self._may_send = may_send
        self._due_rows = DueRows(database, channel.name, unauthorised)
        self._usable_channels = usable_channels
        self._quota = quota
        self._sweeping = asyncio.Lock()

    def offer(self, rows: Iterable[OutboxRow], withdrawn: Sequence[int] = ()) -> None:
        """Queue rows, if anything may be sent now; drop the withdrawn ones. Never raises."""
        for row_id in withdrawn:
            self._withdraw(row_id)
        if not self._may_send():
            return
        moment, now = asyncio.get_running_loop().time(), self._clock.now()
        for row in rows:
            if row.channel != self._channel.name or self._loaded.knows(row.id):
                continue
            key = (row.channel, row.chat)
            self._loaded.add(row.id, key)
            queue = self._queue(key)
            if early := queue.add(row, now):
                heapq.heappush(self._timers, (moment + early, key))
            self._channel_queue.announce(queue)
        self._changed.set()

    @property
    def is_failing(self) -> bool:
        """Whether the service failed when something was sent last."""
        return self._channel_queue.failures > 0

    async def sweep(self) -> None:
        """Offer the rows that are due: retries, later ones, those of a crash. Raises `DatabaseIll`."""
        async with self._sweeping:
            await self._sweep()

    async def _sweep(self) -> None:
        moment = asyncio.get_running_loop().time()
        loaded = self._loaded.ids()
        is_paused = self._channel_queue.paused_until > moment
        if not self._may_send() or (is_paused and len(loaded) >= MOST_LOADED):
            return
        now = self._clock.now()
        most = max(min(SWEEP, MOST_LOADED - len(loaded)), SWEEP // 20)
        self._loaded.begin_sweep()
        self.offer(await self._due_rows.read(now + AHEAD, most, but=loaded))
        for key, queue in list(self._chats.items()):
            if queue.later:
                self._queue_due(queue)
            elif queue.is_idle(moment):
                del self._chats[key]

    async def wait_recorded(self, keys: Collection[Key]) -> None:
        """Wait, a moment at most, until the ids of messages sent to these chats are recorded."""
        await self._in_flight.wait_recorded(keys)

    async def run(self) -> None:
        """Send until drained."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._outcomes.run(), name="record outcomes")
            while not self._draining:
                self._changed.clear()
                await self._until_changed(self._send_allowed(group))
            await self._let_finish()
            self._outcomes.stop()

    def drain(self) -> None:
        """Start no more sending; `run` returns when everything in flight is recorded."""
        self._draining = True
        self._changed.set()

    def _send_allowed(self, group: asyncio.TaskGroup) -> float | None:
        """Start sending what may be sent now; returns seconds until more may be (None: unknown)."""
        if not self._may_send():
            return MAY_NOT_SEND_PAUSE
        now = asyncio.get_running_loop().time()
        while self._timers and self._timers[0][0] <= now:
            queue = self._chats.get(heapq.heappop(self._timers)[1])
            if queue is not None:
                self._queue_due(queue)
        waits = []
        while self._channel_queue.ready and self._in_flight.has_room:
            allowed_at = self._channel_queue.ready_at(now)
            if allowed_at > now:
                waits.append(allowed_at - now)
                break
            self._begin(group, heapq.heappop(self._channel_queue.ready), now)
        if self._timers:
            waits.append(self._timers[0][0] - now)
        return min(waits, default=None)

    def _begin(self, group: asyncio.TaskGroup, entry: tuple[int, int, Key], now: float) -> None:
        """Send the chat's first row, or set a timer when its rate limits do not allow it yet."""
        queue = self._chats.get(entry[2])
        if queue is None or queue.is_sending or not queue.rows or queue.head != entry[:2]:
            return
        ready_at = queue.ready_at(now)
        if ready_at > now:
            if ready_at != math.inf:
                heapq.heappush(self._timers, (ready_at, queue.key))
            return
        for limit in queue.limits:
            limit.take(now)
        if self._channel_queue.limit is not None:
            self._channel_queue.limit.take(now)
        if queue.later:
            queue.promote(self._clock.now(), may_repeat=self._channel_queue.may_repeat(queue))
        row = queue.pop()
        queue.is_sending = True
        self._in_flight.begin(queue.key)
        task = group.create_task(self._send(queue, row), name="send")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, queue: ChatQueue, row: OutboxRow) -> None:
        charge: Charge | None = None
        try:
            request = await send_request_of(row, self._outcomes.message_ids, self._database)
            charge = await self._quota.charge(row) if self._quota and request else None
            given = "" if request is None else await self._channel.send(request)
            self._channel_queue.succeeded()
            metrics.DELIVERED.inc()
            sent = outbox_states.Sent(row.id, given, self._clock.now())
            self._outcomes.add(Outcome(row, sent, charge=charge))
        except SendError as error:
            self._failed(queue, row, error, charge and charge.after(error))
        except TargetNotSent:
            later = row._replace(not_before=self._clock.now() + TARGET_PAUSE)
            self._put_back(queue, later, at_once=False)
            self._ends(queue)
        except DatabaseIll:
            self._failed(queue, row, TryAgain("the database is ill", counts=False, ours=True))
        except Exception as error:  # one row that fails on our side must not stop the others
            frame = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} at {frame.filename}:{frame.lineno}"
            log.error("sending row %s failed on our side: %s", row.id, fault)  # noqa: TRY400 its words may be personal
            self._failed(queue, row, TryAgain(fault, ours=True))

    def _failed(
        self, queue: ChatQueue, row: OutboxRow, error: SendError, charge: Charge | None = None
    ) -> None:
        now = asyncio.get_running_loop().time()
        rules = self._quota.rules if self._quota else None
        at_fault = self._channel_queue.is_row_at_fault(queue, error)
        usable = self._usable_channels()
        decision = decide(row, error, self._clock.now(), usable, rules, row_at_fault=at_fault)
        if decision.gave_up:
            log.error("row %s is a dead letter: %s", row.id, type(error).__name__)
        elif isinstance(error, TryAgain) and error.ambiguous:
            log.warning("row %s: the answer was lost, it may arrive twice (ambiguous)", row.id)
        metrics.DELIVERIES.labels(decision.outcome).inc()
        self._channel_queue.failed(now, queue, error, pauses=decision.pauses_channel)
        if decision.chat_pause:
            self._channel_queue.throttle(queue, now, decision.chat_pause)
        if decision.chat_is_gone:
            log.info("a chat cannot be reached or moved: its messages are parked or moved")
            queue.paused_until = math.inf
        if decision.retry_row is not None:
            # During a pause of the chat or the channel the row keeps its place in the queue.
            self._put_back(queue, decision.retry_row, at_once=decision.pauses)
        if decision.record is not None:
            self._outcomes.add(Outcome(row, decision=decision, charge=charge))
        else:
            self._ends(queue)

    def _put_back(self, queue: ChatQueue, row: OutboxRow, *, at_once: bool) -> None:
        """Queue a row again, unless it was withdrawn while it was being sent."""
        if self._loaded.is_withdrawn(row.id):
            self._loaded.remove(row.id)
        elif at_once:
            queue.push(row)
        else:
            queue.later.append(row)

    def _recorded(self, outcome: Outcome) -> None:
        """The outcome of a row is committed: the row is not in flight any more."""
        queue, decision = self._chats[outcome.row.channel, outcome.row.chat], outcome.decision
        if decision is None or decision.retry_row is None:
            self._loaded.remove(outcome.row.id)
        if decision is not None and decision.chat_is_gone:
            self._drop(queue, lambda _row: True)
            queue.paused_until = 0.0
        self._ends(queue)

    def _ends(self, queue: ChatQueue) -> None:
        """Nothing of this chat is in flight any more: its next row may be sent."""
        self._in_flight.finish(queue.key)
        queue.is_sending = False
        self._channel_queue.announce(queue)
        self._changed.set()

    def _withdraw(self, row_id: int) -> None:
        """Drop a row that lost its purpose; one that is being sent now is not sent again."""
        key = self._loaded.chat_of(row_id)
        queue = self._chats.get(key) if key else None
        if queue is not None:
            self._drop(queue, lambda row: row.id == row_id)
        self._loaded.withdraw(row_id)

    def _drop(self, queue: ChatQueue, is_gone: Callable[[OutboxRow], bool]) -> None:
        for row_id in queue.drop(is_gone):
            self._loaded.remove(row_id)
        self._channel_queue.announce(queue)

    def _queue_due(self, queue: ChatQueue) -> None:
        """Move the chat's later rows that are due into its queue."""
        queue.promote(self._clock.now(), may_repeat=self._channel_queue.may_repeat(queue))
        self._channel_queue.announce(queue)

    def _queue(self, key: Key) -> ChatQueue:
        if key not in self._chats:
            limits = chat_limits(self._rate_limits, key[1]) if self._rate_limits else ()
            self._chats[key] = ChatQueue(key, limits)
        return self._chats[key]

    async def _until_changed(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    async def _let_finish(self) -> None:
        if not self._sending:
            return
        _done, late = await asyncio.wait(self._sending, timeout=DRAIN_SECONDS)
        for task in late:
            log.warning("a send did not finish in time; it may be repeated after the restart")
            task.cancel()
