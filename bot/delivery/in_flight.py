"""How much is under way: sent or being sent, and not recorded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.delivery.queue import Key

WAIT_SECONDS = 0.5


class InFlight:
    """At most `most` rows under way: as many as may arrive twice after a kill."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._chats: dict[Key, int] = {}
        self._number = 0
        self._given_back = asyncio.Event()

    @property
    def has_room(self) -> bool:
        """Whether one more may begin."""
        return self._number < self._most

    def take(self, key: Key) -> None:
        """A row of this chat begins."""
        self._number += 1
        self._chats[key] = self._chats.get(key, 0) + 1

    def finish(self, key: Key) -> None:
        """A row of this chat is recorded, or was not sent."""
        self._number -= 1
        left = self._chats.pop(key) - 1
        if left:
            self._chats[key] = left
        self._given_back.set()

    async def wait_recorded(self, keys: Collection[Key]) -> None:
        """Wait, a moment at most, until nothing is under way to these chats."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while any(key in self._chats for key in keys):
                    self._given_back.clear()
                    await self._given_back.wait()
        except TimeoutError:
            return
