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
    from bot.process.channel_runner import Exchange
    from bot.process.clock import Clock
    from storage.engine.database import Database

log = logging.getLogger(__name__)

SECONDS = 10.0
"""Between two looks."""
LONG = timedelta(hours=1)
"""A service that ails for so long is not waited for by those who can be told elsewhere."""
CHATS = 50
"""How many are looked after in one round."""


class Stranded:
    """Looks now and then which channels take nothing. One for each term."""

    def __init__(
        self, database: Database, clock: Clock, exchange: Exchange, deliveries: Deliveries
    ) -> None:
        self._database = database
        self._clock = clock
        self._exchange = exchange
        self._deliveries = deliveries
        self._ails_since: dict[str, datetime] = {}

    async def rescue(self) -> None:
        """One round. Raises `DatabaseIll`."""
        self._exchange.ailing = self._ailing(self._clock.now())
        takers = self._exchange.takers
        for channel in self._exchange.lines.keys() - takers if takers else ():
            await self._leave(channel, takers)

    def _ailing(self, now: datetime) -> frozenset[str]:
        ailing = {
            name for name in self._exchange.lines
            if not self._exchange.is_open(name) or self._deliveries.ails(name)
        }  # fmt: skip
        self._ails_since = {name: self._ails_since.get(name, now) for name in ailing}
        return frozenset(name for name, since in self._ails_since.items() if now - since >= LONG)

    async def _leave(self, channel: str, takers: frozenset[str]) -> None:
        chats = await self._database.read(
            lambda tx: reachability.stranded(tx, channel, takers, CHATS)
        )
        for chat in chats:
            leave = partial(reachability.leave, channel=channel, chat=chat, among=takers)
            await self._database.transact(leave)
        if chats:
            log.info("%s takes nothing: the news of %s chats go elsewhere", channel, len(chats))
