"""A sandbox on a free port, with the calls of a bot and the acts of a person."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from sandbox.server import application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOKEN = "42:secret"
LAN, GROUP, SUPERGROUP = 501, -77, -1001234


@dataclass
class Box:
    """A running sandbox, one Telegram bot of it, and one chat."""

    url: str
    http: aiohttp.ClientSession
    token: str = TOKEN

    @property
    def api(self) -> str:
        """The address of the Bot API."""
        return f"{self.url}/bot{self.token}"

    @property
    def control_url(self) -> str:
        """The address of the bot's control API."""
        return f"{self.url}/sandbox/bots/{self.token}"

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call the Bot API. Return the whole answer."""
        url = f"{self.api}/{method}"
        async with self.http.post(url, json=parameters) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status == (200 if found["ok"] else found["error_code"])
            return found

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call the Bot API. Return the result of a successful call."""
        answer = await self.ask(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> str:
        """Call the Bot API. Return the message of a refused call."""
        answer = await self.ask(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def upload(self, method: str, field: str, content: bytes, **fields: str) -> Any:
        """Call the Bot API with a file."""
        form = aiohttp.FormData(fields)
        form.add_field(field, content, filename=f"{field}.bin")
        async with self.http.post(f"{self.api}/{method}", data=form) as answer:
            return await answer.json()

    async def control(self, path: str, body: Any = None, status: int = 200) -> Any:
        """Call the bot's control API: POST with a body, else GET."""
        url = f"{self.control_url}/{path}"
        method = "GET" if body is None else "POST"
        async with self.http.request(method, url, json=body) as answer:
            found = await answer.json()
            assert answer.status == status, found
            return found

    async def act(self, what: str, /, chat: int = LAN, status: int = 200, **body: Any) -> Any:
        """Do something as a person in a chat."""
        return await self.control(f"chats/{chat}/{what}", body, status)

    async def sends(self, kind: str, *files: bytes, chat: int = LAN, **fields: str) -> Any:
        """Send files as a person."""
        form = aiohttp.FormData(fields)
        for place, content in enumerate(files):
            name, file = f"{place}.bin", BytesIO(content)
            form.add_field("file", file, filename=name, content_type="image/png")
        url = f"{self.control_url}/chats/{chat}/{kind}"
        async with self.http.post(url, data=form) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def screen(self, chat: int = LAN, after: int = 0) -> list[dict[str, Any]]:
        """Return the messages on the screen of a chat."""
        found: list[dict[str, Any]] = await self.control(f"chats/{chat}/messages?after={after}")
        return found

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        """Return the waiting updates. This confirms nothing."""
        found: list[dict[str, Any]] = await self.call("getUpdates", **parameters)
        return found


@dataclass
class ZaloBotBox(Box):
    """The same for a bot of the Zalo Bot Platform, where the HTTP status means little."""

    token: str = "1459232241454765289:secret"

    @property
    def api(self) -> str:
        """The address of the Bot Platform's API."""
        return f"{self.url}/zalo-bot/bot{self.token}"

    @property
    def control_url(self) -> str:
        """The address of the bot's control API."""
        return f"{self.url}/sandbox/zalo-bot/{self.token}"

    async def status_and_body(self, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
        """Call the API. Return the HTTP status and the body."""
        async with self.http.post(f"{self.api}/{method}", json=parameters) as answer:
            return answer.status, await answer.json()

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call the API. Return the whole answer."""
        return (await self.status_and_body(method, **parameters))[1]

    async def switch(self, **switches: Any) -> None:
        """Change switches."""
        await self.control("switches", switches)


@dataclass
class OaBox(Box):
    """The same for a Zalo Official Account, which calls paths with an access token."""

    token: str = "2512523625412515"
    access: str = "access-2512523625412515-1"

    @property
    def control_url(self) -> str:
        """The address of the account's control API."""
        return f"{self.url}/sandbox/zalo-oa/{self.token}"

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call version 3 of the API. Return the whole answer."""
        url = f"{self.url}/zalo-oa/v3.0/oa/{method}"
        headers = {"access_token": self.access}
        async with self.http.post(url, json=parameters, headers=headers) as answer:
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found

    async def cs(self, message: Any, chat: int = LAN) -> Any:
        """Send a message. Return the answer, or the error's code."""
        answer = await self.ask("message/cs", recipient={"user_id": str(chat)}, message=message)
        return answer["data"] if answer["error"] == 0 else answer["error"]

    async def text(self, text: str, chat: int = LAN) -> Any:
        """Send a text. Return the answer, or the error's code."""
        return await self.cs({"text": text}, chat)

    async def oauth(self, **fields: str) -> dict[str, Any]:
        """Call the token endpoint. Return the answer."""
        url = f"{self.url}/zalo-oa/v4/oa/access_token"
        secret = {"secret_key": f"app-secret-{self.token}"}
        given = {"app_id": f"9{self.token}", **fields}
        async with self.http.post(url, data=given, headers=secret) as answer:
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found

    async def later(self, **ago: float) -> None:
        """Set the sandbox's clock this much ahead of the machine's."""
        offset = timedelta(**ago).total_seconds()
        url = f"{self.url}/sandbox/clock"
        async with self.http.post(url, json={"offset": offset}) as answer:
            assert answer.status == 200


@asynccontextmanager
async def opened(**settings: Any) -> AsyncIterator[Box]:
    """Run a sandbox in this event loop."""
    runner = web.AppRunner(application(**settings), shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with aiohttp.ClientSession() as http:
            yield Box(url, http)
    finally:
        await runner.cleanup()
