"""A phone whose owner waits for something, then acts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.chaos.exchange import Exchange

PATIENCE = 240.0
"""Seconds of waiting after which somebody was not answered: longer than a restart after a kill
with every retry of the fault plan."""

AGAIN = 30.0
"""Seconds after which somebody who hears nothing presses what stands lowest on the screen: what
they pressed before may have been a question that a kill had doubled."""

Message = dict[str, Any]


class Waited(Exception):
    """Nothing came."""


class Phone:
    """One private chat."""

    def __init__(self, exchange: Exchange, chat: int, name: str) -> None:
        self.chat = chat
        self.name = name
        self.exchange = exchange
        self.newest = 0
        self._came = asyncio.Event()
        self._unread: list[Message] = []
        self._shown: list[Message] = []
        exchange.connect(chat, self._sees)

    def _sees(self, message: Message) -> None:
        self._unread.append(message)
        self._shown = [*self._shown[-9:], message]
        self.newest = max(self.newest, message["message_id"])
        self._came.set()

    async def says(self, text: str, **more: Any) -> None:
        """Type and send."""
        found = await self.exchange.act(
            self.chat, "say", text=text, name=self.name, language_code="vi", **more
        )
        self._unread = [one for one in self._unread if one["message_id"] > found["message_id"]]

    async def taps(self, message: Message, data: str) -> None:
        """Press the button whose data ends so."""
        pressed = next(one for one in buttons(message) if one["data"].endswith(data))
        # What came since goes on waiting: it may be what is hoped for.
        self._unread = [one for one in self._unread if one["message_id"] > message["message_id"]]
        await self.exchange.act(
            self.chat, "tap", message_id=message["message_id"], button=pressed["data"],
            name=self.name,
        )  # fmt: skip

    def lowest(self, is_it: Callable[[Message], bool]) -> Message:
        """The newest of the last messages of which `is_it` is true. Raises Waited."""
        for message in reversed(self._shown):
            if is_it(message):
                return message
        raise Waited

    async def sees(self, is_it: Callable[[Message], bool], within: float = PATIENCE) -> Message:
        """The first unread message of which `is_it` is true. Raises Waited."""
        try:
            async with asyncio.timeout(within):
                while True:
                    while self._unread:
                        message = self._unread.pop(0)
                        if is_it(message):
                            return message
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            raise Waited from None


def buttons(message: Message) -> Iterator[Message]:
    """A message's buttons that come back to the bot."""
    return (button for row in message["buttons"] or [] for button in row if "data" in button)


def offers(message: Message, data: str) -> bool:
    """Whether a button's data ends so."""
    return any(button["data"].endswith(data) for button in buttons(message))
