"""One update = one turn = one transaction; only after its commit is it confirmed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.channels.contract import Unreadable
from handlers.apology import apologise, places
from handlers.begin import take
from storage import updates as kept

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.channels.contract import Channel
    from bot.clock import Clock
    from domain.messages import Incoming
    from handlers.turn import Turn, World
    from storage.database import Database
    from storage.transaction import Transaction

log = logging.getLogger(__name__)


class Intake:
    """Hands updates to the database's writer, in the order they came."""

    def __init__(
        self, database: Database, clock: Clock, world: World, dispatch: Callable[[Turn], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._world = world
        self._dispatch = dispatch

    async def listen(self, channel: Channel) -> None:
        """Take what a channel receives, for as long as it receives; the service is told that a
        batch is kept only after all of it is. Raises `ChannelClosed` with the channel."""
        async for batch in channel.receive():
            await self.take_from(channel, batch.updates, patience=None)
            await batch.confirm()

    async def take_from(
        self, channel: Channel, updates: Sequence[Incoming | Unreadable], *, patience: float | None
    ) -> None:
        """Run the turns, then tell the service which taps were taken (best effort)."""
        await self.take(updates, patience=patience)
        taps = [one.tap_id for one in updates if not isinstance(one, Unreadable) and one.tap_id]
        await asyncio.gather(*(channel.acknowledge(tap) for tap in taps))

    async def take(
        self, batch: Sequence[Incoming | Unreadable], *, patience: float | None
    ) -> None:
        """Run each update's turn; returns when all are committed.

        Raises `DatabaseIll` after `patience` seconds of illness (None: waits for ever).
        """
        await asyncio.gather(
            *(
                self._keep(update, patience)
                if isinstance(update, Unreadable)
                else self._turn(update, patience)
                for update in batch
            )
        )

    async def _turn(self, incoming: Incoming, patience: float | None) -> None:
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            take(tx, incoming, now=now, world=self._world, dispatch=self._dispatch)

        def rescue(tx: Transaction, error: Exception) -> None:
            log.error(
                "a turn failed and was kept as failed: %s at\n%s",
                type(error).__name__, places(error),
            )  # fmt: skip
            apologise(tx, incoming, error, now=now, world=self._world)

        await self._database.transact(work, patience=patience, rescue=rescue)

    async def _keep(self, update: Unreadable, patience: float | None) -> None:
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            if kept.is_new(tx, update.channel, update.key, now):
                kept.keep_failed(
                    tx, channel=update.channel, key=update.key, chat="", at=now,
                    error=update.error, trace="", raw=update.raw,
                )  # fmt: skip

        log.warning("an update could not be read and was kept as failed: %s", update.error)
        await self._database.transact(work, patience=patience)
