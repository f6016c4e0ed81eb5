"""Receives updates: one update, one turn, one transaction; confirmed after the commit."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING

from bot.channels.contract import Unreadable
from bot.process import metrics
from domain.reading.classify import reads_like_denunciation
from handlers.chat.error_reply import apologise, places
from handlers.chat.update import take
from storage.engine.database import GROUP
from storage.engine.errors import DatabaseIll
from storage.updates import seen_updates as kept

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from actions.commune import Commune
    from bot.channels.contract import Batch, Channel
    from bot.process.clock import Clock
    from domain.messages.message import Incoming
    from handlers.chat.book import Book
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

log = logging.getLogger(__name__)

UNCOMMITTED = 2 * GROUP
"""Uncommitted updates up to which the next batch is fetched: one group in work and one that waits,
so that the writer is never idle."""
ACKNOWLEDGING = 10
"""Batches whose taps are being acknowledged at the same time, at most."""


class Intake:
    """Runs the turns of updates in the order in which they arrived."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        commune: Commune,
        book: Book,
        wait_recorded: Callable[[Collection[tuple[str, str]]], Awaitable[None]],
    ) -> None:
        """`wait_recorded` waits until messages sent to some (channel, chat) are recorded."""
        self._database = database
        self._clock = clock
        self._commune = commune
        self._book = book
        self._wait_recorded = wait_recorded

    async def listen(self, channel: Channel) -> None:
        """Run the turns of what a channel receives by polling.

        A batch is confirmed to the service only after all its updates are committed. Raises
        `ChannelClosed` when the channel can never go on.
        """
        begun: deque[tuple[Batch, asyncio.Future[list[None]]]] = deque()
        acknowledging: deque[asyncio.Future[list[None]]] = deque()
        async with aclosing(channel.receive()) as batches:
            try:
                async for batch in batches:
                    begun.append((batch, await self._start(batch.updates, patience=None)))
                    most = UNCOMMITTED if batch.more else -1
                    while begun and sum(len(one.updates) for one, _turns in begun) > most:
                        first, turns = begun[0]
                        await turns
                        begun.popleft()
                        await first.confirm()
                        # Not awaited: the next batch need not wait for it.
                        acknowledging.append(_acknowledge(channel, first.updates))
                        if len(acknowledging) > ACKNOWLEDGING:
                            await acknowledging.popleft()
                await asyncio.gather(*acknowledging)
            finally:
                for under_way in (*acknowledging, *(turns for _batch, turns in begun)):
                    under_way.cancel()

    async def handle_post(
        self, channel: Channel, update: Incoming | Unreadable, *, patience: float
    ) -> None:
        """Run the turn of an update that a channel's webhook received; see `HandleUpdate`."""
        await self.handle((update,), patience=patience)
        await _acknowledge(channel, (update,))

    async def handle(
        self, batch: Sequence[Incoming | Unreadable], *, patience: float | None
    ) -> None:
        """Run each update's turn; returns when all are committed.

        Raises `DatabaseIll` when the database fails for longer than `patience` seconds (None: waits
        for ever).
        """
        await (await self._start(batch, patience=patience))

    async def _start(
        self, batch: Sequence[Incoming | Unreadable], *, patience: float | None
    ) -> asyncio.Future[list[None]]:
        """Queue each update's turn for the writer; the future ends when all are committed."""
        quoting = {
            (one.channel, one.chat)
            for one in batch
            if not isinstance(one, Unreadable) and one.reply_to
        }
        if quoting:
            await self._wait_recorded(quoting)
        return asyncio.gather(
            *(
                self._store_failed(update, patience)
                if isinstance(update, Unreadable)
                else self._run_turn(update, patience)
                for update in batch
            )
        )

    async def _run_turn(self, incoming: Incoming, patience: float | None) -> None:
        now, began = self._clock.now(), time.perf_counter()

        def work(tx: Transaction) -> None:
            take(tx, incoming, now=now, commune=self._commune, book=self._book)

        def rescue(tx: Transaction, error: Exception) -> None:
            fault = f"{type(error).__name__} at\n{places(error)}"
            log.error("a turn failed and was stored as failed: %s", fault)
            apologise(tx, incoming, error, now=now, commune=self._commune)

        try:
            await self._database.transact(
                work, patience=patience, rescue=rescue, chat=(incoming.channel, incoming.chat)
            )
            metrics.TURN_SECONDS.observe(time.perf_counter() - began)
            metrics.TURNS_KEPT.inc()
        except DatabaseIll:
            metrics.TURNS.labels("waited").inc()
            raise
        except Exception as error:  # this update must not block the updates after it
            # Without the exception: its text may hold somebody's words.
            fault = f"{type(error).__name__} at\n{places(error)}"
            log.error("even the apology failed; the update is stored without words: %s", fault)  # noqa: TRY400
            bare = Unreadable(incoming.channel, incoming.key, "", type(error).__name__)
            await self._store_failed(bare, patience)

    async def _store_failed(self, update: Unreadable, patience: float | None) -> None:
        """Store the update in `failed_update`, without content when it reads like a denunciation."""
        metrics.TURNS.labels("failed").inc()
        raw = "" if reads_like_denunciation(update.raw) else update.raw
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            if kept.is_new(tx, update.channel, update.key, now):
                kept.store_failed(
                    tx,
                    channel=update.channel,
                    key=update.key,
                    chat="",
                    at=now,
                    error=update.error,
                    trace="",
                    raw=raw,
                )

        log.warning("an update could not be read and was stored as failed: %s", update.error)
        await self._database.transact(work, patience=patience)


def _acknowledge(
    channel: Channel, updates: Sequence[Incoming | Unreadable]
) -> asyncio.Future[list[None]]:
    """Start acknowledging the taps among these updates."""
    taps = [one.tap_id for one in updates if not isinstance(one, Unreadable) and one.tap_id]
    return asyncio.gather(*(channel.acknowledge(tap) for tap in taps))
