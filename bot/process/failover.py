"""Moves queued messages of a channel that cannot send to the person's other account.

A revoked token or an ended permission needs a person to repair it, so its messages move at once. A
service that only fails may recover, so its messages wait an hour first. Messages of people without
another account stay queued; `/chuaden` lists them.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from storage.messages import rerouting

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery import Deliveries
    from bot.process.channel_runner import ChannelRunners
    from bot.process.clock import Clock
    from storage.engine.database import Database

log = logging.getLogger(__name__)

SECONDS = 10.0
"""Between two rounds."""
LONG = timedelta(hours=1)
"""How long a service may fail before its messages move."""
CHATS = 50
"""Chats moved from one channel in one round, at most."""


class Failover:
    """Knows since when each channel fails. A process makes a new one each time it leads."""

    def __init__(
        self, database: Database, clock: Clock, runners: ChannelRunners, deliveries: Deliveries
    ) -> None:
        self._database = database
        self._clock = clock
        self._runners = runners
        self._deliveries = deliveries
        self._failing_since: dict[str, datetime] = {}

    async def run_round(self) -> None:
        """Move the messages of every channel that cannot send. Raises `DatabaseIll`."""
        self._runners.failing = self._failing_for_long(self._clock.now())
        usable = self._runners.usable_channels
        if not usable:
            return
        for channel in self._runners.by_name.keys() - usable:
            await self._move_messages(channel, usable)

    def _failing_for_long(self, now: datetime) -> frozenset[str]:
        """The channels that have been failing for `LONG` or more."""
        failing = [name for name in self._runners.by_name if self._is_failing(name)]
        self._failing_since = {name: self._failing_since.get(name, now) for name in failing}
        return frozenset(
            name for name, since in self._failing_since.items() if now - since >= LONG
        )

    def _is_failing(self, name: str) -> bool:
        return not self._runners.is_open(name) or self._deliveries.is_failing(name)

    async def _move_messages(self, channel: str, usable: frozenset[str]) -> None:
        chats = await self._database.read(
            lambda tx: rerouting.chats_to_move(tx, channel, usable, CHATS)
        )
        for chat in chats:
            leave = partial(rerouting.move_waiting, channel=channel, chat=chat, among=usable)
            await self._database.transact(leave)
        if chats:
            log.info("%s cannot send: moved the messages of %s chats", channel, len(chats))
