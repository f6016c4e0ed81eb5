"""A phone whose owner waits for a message and then acts."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chaos.gateway import Gateway

PATIENCE = 240.0
"""Seconds after which a person gives up: longer than a restart with all retries of the plan."""

AGAIN = 30.0
"""Seconds without a message after which a person uses the lowest question on the screen.

Their earlier press may have been on a question that was doubled by a kill.
"""

LINE = re.compile(r"(\d+)\. (.+)")
"""A choice of a numbered list."""

Message = dict[str, Any]


class NoMessage(Exception):
    """The expected message did not come."""


class Phone:
    """One private chat of a person."""

    def __init__(self, gateway: Gateway, number: int, name: str) -> None:
        self.service = gateway.service
        self.chat = self.service.place(number)
        self.name = name
        self.gateway = gateway
        self.number = number
        self._received = asyncio.Event()
        self._unread: list[Message] = []
        self._shown: list[Message] = []
        gateway.connect(number, self._sees)

    def _sees(self, message: Message) -> None:
        self._unread.append(message)
        self._shown = [*self._shown[-9:], message]
        self._received.set()

    async def says(self, text: str, **more: Any) -> None:
        """Type and send."""
        found = await self.gateway.act(
            self.number, "say", text=text, name=self.name, language_code="vi", **more
        )
        self._unread = [one for one in self._unread if one["message_id"] > found["message_id"]]

    async def chooses(self, message: Message, label: str) -> None:
        """Press the button, or type its number in the list."""
        pressed = buttons(message).get(label)
        # Later messages stay unread: they may be the expected ones.
        later = [one for one in self._unread if one["message_id"] > message["message_id"]]
        if pressed is None:
            await self.says(listed(message)[label])
        else:
            await self.gateway.act(
                self.number,
                "tap",
                message_id=message["message_id"],
                button=pressed,
                name=self.name,
            )
        self._unread = later + [one for one in self._unread if one not in later]

    def lowest(self, is_it: Callable[[Message], bool]) -> Message | None:
        """Return the newest of the last messages of which `is_it` is true, or None."""
        return next(filter(is_it, reversed(self._shown)), None)

    async def sees(self, is_it: Callable[[Message], bool], within: float = PATIENCE) -> Message:
        """Return the first unread message of which `is_it` is true. Raises NoMessage."""
        try:
            async with asyncio.timeout(within):
                while True:
                    while self._unread:
                        message = self._unread.pop(0)
                        if is_it(message):
                            return message
                    self._received.clear()
                    await self._received.wait()
        except TimeoutError:
            raise NoMessage from None


def buttons(message: Message) -> dict[str, str]:
    """Return label → data of a message's buttons that send data to the bot."""
    return {
        button["label"]: button["data"]
        for row in message["buttons"] or []
        for button in row
        if "data" in button
    }


def listed(message: Message) -> dict[str, str]:
    """Return label → number of the choices in a numbered list."""
    lines = filter(None, map(LINE.fullmatch, message["text"].splitlines()))
    return {found[2]: found[1] for found in lines}


def offers(message: Message, label: str) -> bool:
    """Return whether the message has this choice."""
    return label in buttons(message) or label in listed(message)
