"""Counts the messages in flight: sent or being sent, and not recorded yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.delivery.queue import Key

WAIT_SECONDS = 0.5


class InFlight:
    """At most `most` messages are in flight, because each of them may arrive twice after a kill."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._chats: dict[Key, int] = {}
        self._number = 0
        self._finished = asyncio.Event()

    @property
    def has_room(self) -> bool:
        """Whether one more message may be sent."""
        return self._number < self._most

    def begin(self, key: Key) -> None:
        """Count a message to this chat."""
        self._number += 1
        self._chats[key] = self._chats.get(key, 0) + 1

    def finish(self, key: Key) -> None:
        """A message to this chat is recorded, or was not sent."""
        self._number -= 1
        left = self._chats.pop(key) - 1
        if left:
            self._chats[key] = left
        self._finished.set()

    async def wait_recorded(self, keys: Collection[Key]) -> None:
        """Wait, `WAIT_SECONDS` at most, until nothing is in flight to these chats."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while any(key in self._chats for key in keys):
                    self._finished.clear()
                    await self._finished.wait()
        except TimeoutError:
            return
