"""What waits on a channel that takes nothing, and will not soon, goes to another one of the person's.

A token that was revoked or a permission that ended comes back only by somebody's hand: their news
go elsewhere at once. A service that answers nothing but errors may heal: theirs wait an hour first.
Whoever has no other account is waited for; `/chuaden` lists them.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from storage.messages import reachability

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery import Deliveries
    from bot.process.channel_runner import ChannelRunners
    from bot.process.clock import Clock
    from storage.engine.database import Database

log = logging.getLogger(__name__)

SECONDS = 10.0
"""Between two looks."""
LONG = timedelta(hours=1)
"""A service that ails for so long is not waited for by those who can be told elsewhere."""
CHATS = 50
"""How many are looked after in one round."""


class Failover:
    """Looks now and then which channels take nothing. One for each term."""

    def __init__(
        self, database: Database, clock: Clock, runners: ChannelRunners, deliveries: Deliveries
    ) -> None:
        self._database = database
        self._clock = clock
        self._runners = runners
        self._deliveries = deliveries
        self._failing_since: dict[str, datetime] = {}

    async def run_round(self) -> None:
        """One round. Raises `DatabaseIll`."""
        self._runners.failing = self._failing_for_long(self._clock.now())
        usable_channels = self._runners.usable_channels
        for channel in self._runners.by_name.keys() - usable_channels if usable_channels else ():
            await self._move_messages(channel, usable_channels)

    def _failing_for_long(self, now: datetime) -> frozenset[str]:
        failing = {
            name for name in self._runners.by_name
            if not self._runners.is_open(name) or self._deliveries.is_failing(name)
        }  # fmt: skip
        self._failing_since = {name: self._failing_since.get(name, now) for name in failing}
        return frozenset(
            name for name, since in self._failing_since.items() if now - since >= LONG
        )

    async def _move_messages(self, channel: str, usable_channels: frozenset[str]) -> None:
        chats = await self._database.read(
            lambda tx: reachability.stranded(tx, channel, usable_channels, CHATS)
        )
        for chat in chats:
            leave = partial(reachability.leave, channel=channel, chat=chat, among=usable_channels)
            await self._database.transact(leave)
        if chats:
            log.info("%s takes nothing: the news of %s chats go elsewhere", channel, len(chats))
