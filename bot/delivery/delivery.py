"""One channel's delivery. The database is the queue; memory only knows what was offered.

The hand-over after a commit and the sweep each second both `offer` rows; ids already held, also of
rows that were sent but whose mark has not committed, are skipped. A double can happen only when
an answer was not durably recorded, so at most `in_flight` rows are sent or being sent and unmarked.
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
from bot.delivery.in_flight import InFlight
from bot.delivery.outcomes import Outcome, Outcomes
from bot.delivery.queue import AHEAD, ChatQueue
from bot.delivery.rate_limit import SlidingWindow, chat_limits
from bot.delivery.retry_policy import decide
from bot.delivery.send_request import TargetNotSent, send_request_of
from bot.process import metrics
from storage.engine.errors import DatabaseIll
from storage.messages import outbox, outbox_states

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from bot.channels.contract import Channel
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
MOST_HELD = 4000
"""Rows in memory above which a sweep takes only few more, replies first."""
DRAIN_SECONDS = 8.0
UNSURE_PAUSE = 0.2
"""Seconds until it is asked again whether this process may send."""
TARGET_PAUSE = timedelta(seconds=2)
"""Until it is looked again whether what is to be edited or deleted was sent."""


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
        usable_channels: Callable[[], Collection[str]] = tuple,
        quota: MessageQuota | None = None,
    ) -> None:
        """`may_send`: whether the channel is open, and nobody else can be delivering now.
        `usable_channels`: the channels to which what this one refuses may be brought."""
        self._database = database
        self._clock = clock
        self._channel = channel
        self._rate_limits = rate_limits
        overall = SlidingWindow(*rate_limits.overall) if rate_limits else None
        self._channel_queue = ChannelQueue(channel.name, overall)
        self._chats: dict[Key, ChatQueue] = {}
        self._resting: list[tuple[float, Key]] = []
        self._held: dict[int, Key] = {}
        self._gone: set[int] = set()
        self._finished_meanwhile: set[int] = set()
        self._in_flight = InFlight(in_flight)
        self._sending: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._draining = False
        self._outcomes = Outcomes(database, self._recorded)
        self._may_send = may_send
        self._usable_channels = usable_channels
        self._quota = quota
        self._sweeping = asyncio.Lock()

    def offer(self, rows: Iterable[OutboxRow], withdrawn: Sequence[int] = ()) -> None:
        """Take rows that wait; while nothing may be sent the sweep finds them. Never raises."""
        for row_id in withdrawn:
            self._withdraw(row_id)
        if not self._may_send():
            return
        moment, now = asyncio.get_running_loop().time(), self._clock.now()
        for row in rows:
            if row.id in self._held or row.channel != self._channel.name:
                continue
            if row.id in self._finished_meanwhile:
                continue
            self._held[row.id] = key = (row.channel, row.chat)
            queue = self._queue(key)
            if early := queue.take(row, now):
                heapq.heappush(self._resting, (moment + early, key))
            self._channel_queue.announce(queue)
        self._changed.set()

    @property
    def is_failing(self) -> bool:
        """Whether the service failed us when something was sent last."""
        return self._channel_queue.failures > 0

    async def sweep(self) -> None:
        """Read what is due from the database and offer it: retries, later rows, a crash's rest.
        Raises `DatabaseIll`."""
        async with self._sweeping:
            await self._sweep()

    async def _sweep(self) -> None:
        moment = asyncio.get_running_loop().time()
        held = frozenset(self._held)
        is_paused = self._channel_queue.paused_until > moment
        if not self._may_send() or (is_paused and len(held) >= MOST_HELD):
            return
        now = self._clock.now()
        most = max(min(SWEEP, MOST_HELD - len(held)), SWEEP // 20)
        self._finished_meanwhile.clear()
        rows = await self._database.read(
            lambda tx: outbox.due(tx, self._channel.name, now + AHEAD, most, but=held)
        )
        self.offer(rows)
        for key, queue in list(self._chats.items()):
            if queue.later:
                queue.wake(now, may_repeat=self._channel_queue.may_repeat(queue))
                self._channel_queue.announce(queue)
            elif queue.is_idle(moment):
                del self._chats[key]

    async def wait_recorded(self, keys: Collection[Key]) -> None:
        """Wait, a moment at most, until what was sent to these chats is recorded: it may be quoted."""
        await self._in_flight.wait_recorded(keys)

    async def run(self) -> None:
        """Send until drained."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._outcomes.run(), name="delivery marks")
            while not self._draining:
                self._changed.clear()
                await self._until_changed(self._send_what_may_go(group))
            await self._let_finish()
            self._outcomes.stop()

    def drain(self) -> None:
        """Begin nothing new; `run` returns when what is under way is recorded."""
        self._draining = True
        self._changed.set()

    def _send_what_may_go(self, group: asyncio.TaskGroup) -> float | None:
        """Start what may be sent now; returns seconds until more may go (None: until told)."""
        if not self._may_send():
            return UNSURE_PAUSE
        now = asyncio.get_running_loop().time()
        while self._resting and self._resting[0][0] <= now:
            queue = self._chats.get(heapq.heappop(self._resting)[1])
            if queue is not None:
                queue.wake(self._clock.now(), may_repeat=self._channel_queue.may_repeat(queue))
                self._channel_queue.announce(queue)
        waits = []
        while self._channel_queue.ready and self._in_flight.has_room:
            allowed_at = self._channel_queue.ready_at(now)
            if allowed_at > now:
                waits.append(allowed_at - now)
                break
            self._begin(group, heapq.heappop(self._channel_queue.ready), now)
        if self._resting:
            waits.append(self._resting[0][0] - now)
        return min(waits, default=None)

    def _begin(self, group: asyncio.TaskGroup, entry: tuple[int, int, Key], now: float) -> None:
        """Send the chat's first row, or let the chat rest when its pace says so."""
        queue = self._chats.get(entry[2])
        if queue is None or queue.is_sending or not queue.rows or queue.head != entry[:2]:
            return
        ready_at = queue.ready_at(now)
        if ready_at > now:
            if ready_at != math.inf:
                heapq.heappush(self._resting, (ready_at, queue.key))
            return
        for limit in queue.limits:
            limit.take(now)
        if self._channel_queue.limit is not None:
            self._channel_queue.limit.take(now)
        if queue.later:
            queue.wake(self._clock.now(), may_repeat=self._channel_queue.may_repeat(queue))
        row = queue.pop()
        queue.is_sending = True
        self._in_flight.take(queue.key)
        task = group.create_task(self._send(queue, row), name="send")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, queue: ChatQueue, row: OutboxRow) -> None:
        charge: Charge | None = None
        try:
            request = await send_request_of(row, self._outcomes.given, self._database)
            charge = await self._quota.charge(row) if self._quota and request else None
            given = "" if request is None else await self._channel.send(request)
            self._channel_queue.succeeded()
            metrics.DELIVERED.inc()
            sent = outbox_states.Sent(row.id, given, self._clock.now())
            self._outcomes.add(Outcome(row, sent, charge=charge))
        except SendError as error:
            self._failed(queue, row, error, charge and charge.after(error))
        except TargetNotSent:
            again = row._replace(not_before=self._clock.now() + TARGET_PAUSE)
            self._put_back(queue, again, at_once=False)
            self._ends(queue)
        except DatabaseIll:
            self._failed(queue, row, TryAgain("the database is ill", counts=False, ours=True))
        except Exception as error:  # one row that we cannot send must not stop the others
            frame = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} at {frame.filename}:{frame.lineno}"
            log.error("sending row %s failed on our side: %s", row.id, fault)  # noqa: TRY400 its words may be personal
            self._failed(queue, row, TryAgain(fault, ours=True))

    def _failed(
        self, queue: ChatQueue, row: OutboxRow, error: SendError, paid: Charge | None = None
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
        self._channel_queue.failed(now, queue, error, rests=decision.pauses_channel)
        if decision.chat_pause:
            self._channel_queue.throttle(queue, now, decision.chat_pause)
        if decision.chat_is_gone:
            log.info("a chat cannot be reached or moved: what waits for it is put aside")
            queue.paused_until = math.inf
        if decision.retry_row is not None:
            # While the chat or the channel rests, the row keeps its place before those behind it.
            self._put_back(queue, decision.retry_row, at_once=decision.rests)
        if decision.record is not None:
            self._outcomes.add(Outcome(row, decision=decision, charge=paid))
        else:
            self._ends(queue)

    def _put_back(self, queue: ChatQueue, row: OutboxRow, *, at_once: bool) -> None:
        if row.id in self._gone:
            self._gone.discard(row.id)
            self._release(row.id)
        elif at_once:
            queue.push(row)
        else:
            queue.later.append(row)

    def _recorded(self, outcome: Outcome) -> None:
        """What became of a row is durable: it no longer counts as under way."""
        queue, decision = self._chats[outcome.row.channel, outcome.row.chat], outcome.decision
        if decision is None or decision.retry_row is None:
            self._gone.discard(outcome.row.id)
            self._release(outcome.row.id)
        if decision is not None and decision.chat_is_gone:
            self._drop(queue, lambda _row: True)
            queue.paused_until = 0.0
        self._ends(queue)

    def _ends(self, queue: ChatQueue) -> None:
        """Nothing of this chat is under way any more: its next row may go."""
        self._in_flight.finish(queue.key)
        queue.is_sending = False
        self._channel_queue.announce(queue)
        self._changed.set()

    def _withdraw(self, row_id: int) -> None:
        """A row lost its purpose; one that is being sent now is at least not sent again."""
        self._finished_meanwhile.add(row_id)
        queue = self._chats.get(self._held.get(row_id, ("", "")))
        if queue is not None:
            self._drop(queue, lambda row: row.id == row_id)
        if row_id in self._held:
            self._gone.add(row_id)

    def _drop(self, queue: ChatQueue, is_gone: Callable[[OutboxRow], bool]) -> None:
        for row_id in queue.drop(is_gone):
            self._release(row_id)
        self._channel_queue.announce(queue)

    def _release(self, row_id: int) -> None:
        self._held.pop(row_id, None)
        self._finished_meanwhile.add(row_id)

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
