"""A phone whose owner waits for something, then acts."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chaos.exchange import Exchange

PATIENCE = 240.0
"""Seconds of waiting after which somebody was not answered: longer than a restart after a kill
with every retry of the fault plan."""

AGAIN = 30.0
"""Seconds after which somebody who hears nothing presses what stands lowest on the screen: what
they pressed before may have been a question that a kill had doubled."""

LINE = re.compile(r"(\d+)\. (.+)")
"""A choice that is typed."""

Message = dict[str, Any]


class Waited(Exception):
    """Nothing came."""


class Phone:
    """One private chat."""

    def __init__(self, exchange: Exchange, number: int, name: str) -> None:
        self.service = exchange.service
        self.chat = self.service.place(number)
        self.name = name
        self.exchange = exchange
        self.number = number
        self._came = asyncio.Event()
        self._unread: list[Message] = []
        self._shown: list[Message] = []
        exchange.connect(number, self._sees)

    def _sees(self, message: Message) -> None:
        self._unread.append(message)
        self._shown = [*self._shown[-9:], message]
        self._came.set()

    async def says(self, text: str, **more: Any) -> None:
        """Type and send."""
        found = await self.exchange.act(
            self.number, "say", text=text, name=self.name, language_code="vi", **more
        )
        self._unread = [one for one in self._unread if one["message_id"] > found["message_id"]]

    async def chooses(self, message: Message, label: str) -> None:
        """Press the button, or type the number that stands before it in the list."""
        pressed = buttons(message).get(label)
        # What came since goes on waiting: it may be what is hoped for.
        later = [one for one in self._unread if one["message_id"] > message["message_id"]]
        if pressed is None:
            await self.says(listed(message)[label])
        else:
            await self.exchange.act(
                self.number, "tap", message_id=message["message_id"], button=pressed,
                name=self.name,
            )  # fmt: skip
        self._unread = later + [one for one in self._unread if one not in later]

    def lowest(self, is_it: Callable[[Message], bool]) -> Message | None:
        """The newest of the last messages of which `is_it` is true."""
        return next(filter(is_it, reversed(self._shown)), None)

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


def buttons(message: Message) -> dict[str, str]:
    """Label → data of a message's buttons that come back to the bot."""
    return {
        button["label"]: button["data"]
        for row in message["buttons"] or [] for button in row if "data" in button
    }  # fmt: skip


def listed(message: Message) -> dict[str, str]:
    """Label → number of the choices that are typed."""
    lines = filter(None, map(LINE.fullmatch, message["text"].splitlines()))
    return {found[2]: found[1] for found in lines}


def offers(message: Message, label: str) -> bool:
    """Whether it can be chosen."""
    return label in buttons(message) or label in listed(message)
