"""Connects many phones with one service: acts in batches, messages live."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.chaos.oracle import Act

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chaos.oracle import Expected
    from tests.chaos.services import Service
    from tests.e2e.town import Town

MOST = 200
"""The most acts in one call."""


class Gateway:
    """Runs in a task (`run`). Phones `act` through it, and get the bot's messages by callback."""

    def __init__(self, town: Town, expected: Expected, service: Service) -> None:
        self._town = town
        self._expected = expected
        self.service = service
        self._waiting: asyncio.Queue[tuple[dict[str, Any], asyncio.Future[Any]]] = asyncio.Queue()
        self._phones: dict[int, Callable[[dict[str, Any]], None]] = {}
        self.received = 0
        """The number of messages received from the bot."""

    def connect(self, number: int, sees: Callable[[dict[str, Any]], None]) -> None:
        """Call `sees` with each message of the bot to this phone."""
        self._phones[number] = sees

    async def act(self, number: int, act: str, **body: Any) -> dict[str, Any]:
        """Do one act on a phone, and record it for the oracle."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(({"chat": number, "act": act, **body}, future))
        found: dict[str, Any] = await future
        if "error" in found:
            raise AssertionError(f"{act}: {found['error']}")
        # Zalo does not number events, so the bot identifies them by the message's id.
        key, message = found.get("id", found["update_id"]), found.get("id", found["message_id"])
        self._expected.acts.append(
            Act(
                self.service.place(number),
                found["update_id"],
                str(key),
                str(message),
                body.get("text", ""),
            )
        )
        return found

    async def run(self) -> None:
        """Send acts and receive messages until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._call())
            group.create_task(self._listen())

    async def _call(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < MOST and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            acts = {"acts": [body for body, _ in batch]}
            answers = await self._town.control("acts", acts, on=self.service.on)
            for (_, future), answer in zip(batch, answers, strict=True):
                future.set_result(answer)

    async def _listen(self) -> None:
        url = f"{self._town.url}/sandbox/{self.service.on}/events?only=message"
        never = aiohttp.ClientTimeout(total=None)
        async with (
            aiohttp.ClientSession(timeout=never, read_bufsize=2**22) as http,
            http.get(url) as stream,
        ):
            async for line in stream.content:
                if line.startswith(b"data: "):
                    self._pass_on(json.loads(line[6:]))

    def _pass_on(self, message: dict[str, Any]) -> None:
        if message["from"] == "bot":
            self.received += 1
            sees = self._phones.get(message["chat_id"])
            if sees is not None:
                sees(message)
