"""One update = one turn = one transaction; only after its commit is it confirmed."""

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

UNDER_WAY = 2 * GROUP
"""Updates handed to the writer and not kept at which a channel is asked for more: one group that
is run and one that waits, so that the writer never does."""
ACKNOWLEDGING = 10
"""Batches of whose taps the service is being told, at most."""


class Intake:
    """Hands updates to the database's writer, in the order they came."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        commune: Commune,
        book: Book,
        wait_recorded: Callable[[Collection[tuple[str, str]]], Awaitable[None]],
    ) -> None:
        """`wait_recorded` waits a moment for what was sent to some (channel, chat) to be recorded."""
        self._database = database
        self._clock = clock
        self._commune = commune
        self._book = book
        self._wait_recorded = wait_recorded

    async def listen(self, channel: Channel) -> None:
        """Take what a channel receives, for as long as it receives; the service is told that a
        batch is kept only after all of it is. Raises `ChannelClosed` with the channel."""
        begun: deque[tuple[Batch, asyncio.Future[list[None]]]] = deque()
        acknowledging: deque[asyncio.Future[list[None]]] = deque()
        async with aclosing(channel.receive()) as batches:
            try:
                async for batch in batches:
                    begun.append((batch, await self._start(batch.updates, patience=None)))
                    most = UNDER_WAY if batch.more else -1
                    while begun and sum(len(one.updates) for one, _turns in begun) > most:
                        first, turns = begun[0]
                        await turns
                        begun.popleft()
                        await first.confirm()
                        # Goes on beside what follows.
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
        """What a channel's webhook does with a post; see `HandleUpdate`."""
        await self.take((update,), patience=patience)
        await _acknowledge(channel, (update,))

    async def take(
        self, batch: Sequence[Incoming | Unreadable], *, patience: float | None
    ) -> None:
        """Run each update's turn; returns when all are committed.

        Raises `DatabaseIll` after `patience` seconds of illness (None: waits for ever).
        """
        await (await self._start(batch, patience=patience))

    async def _start(
        self, batch: Sequence[Incoming | Unreadable], *, patience: float | None
    ) -> asyncio.Future[list[None]]:
        """Hand each update's turn to the writer, in their order; it is done when all are committed."""
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
            log.error(
                "a turn failed and was kept as failed: %s at\n%s",
                type(error).__name__, places(error),
            )  # fmt: skip
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
        except Exception as error:  # what comes behind this update must not wait for ever
            log.error(  # noqa: TRY400 a traceback may hold somebody's words
                "even the apology failed; the update is kept without its words: %s at\n%s",
                type(error).__name__, places(error),
            )  # fmt: skip
            bare = Unreadable(incoming.channel, incoming.key, "", type(error).__name__)
            await self._store_failed(bare, patience)

    async def _store_failed(self, update: Unreadable, patience: float | None) -> None:
        """Among the failed ones; what reads like a denunciation may lie in no such place."""
        metrics.TURNS.labels("failed").inc()
        raw = "" if reads_like_denunciation(update.raw) else update.raw
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            if kept.is_new(tx, update.channel, update.key, now):
                kept.keep_failed(
                    tx, channel=update.channel, key=update.key, chat="", at=now,
                    error=update.error, trace="", raw=raw,
                )  # fmt: skip

        log.warning("an update could not be read and was kept as failed: %s", update.error)
        await self._database.transact(work, patience=patience)


def _acknowledge(
    channel: Channel, updates: Sequence[Incoming | Unreadable]
) -> asyncio.Future[list[None]]:
    """Begin to tell the service which taps were taken."""
    taps = [one.tap_id for one in updates if not isinstance(one, Unreadable) and one.tap_id]
    return asyncio.gather(*(channel.acknowledge(tap) for tap in taps))
