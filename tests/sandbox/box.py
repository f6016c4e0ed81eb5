"""A sandbox on a free port of this machine, with a bot's and a person's hands."""

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
    """The address, and calls on both sides of it."""

    url: str
    http: aiohttp.ClientSession
    token: str = TOKEN

    @property
    def api(self) -> str:
        """Where the bot calls."""
        return f"{self.url}/bot{self.token}"

    @property
    def behind(self) -> str:
        """Where the control calls of this bot are."""
        return f"{self.url}/sandbox/bots/{self.token}"

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The whole answer to a Bot API call."""
        url = f"{self.api}/{method}"
        async with self.http.post(url, json=parameters) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status == (200 if found["ok"] else found["error_code"])
            return found

    async def call(self, method: str, **parameters: Any) -> Any:
        """The result of a call that works."""
        answer = await self.ask(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> str:
        """The words of a call's refusal."""
        answer = await self.ask(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def upload(self, method: str, field: str, content: bytes, **fields: str) -> Any:
        """A call with a file."""
        form = aiohttp.FormData(fields)
        form.add_field(field, content, filename=f"{field}.bin")
        async with self.http.post(f"{self.api}/{method}", data=form) as answer:
            return await answer.json()

    async def control(self, path: str, body: Any = None, status: int = 200) -> Any:
        """A control call of this bot: POST with a body, else GET."""
        url = f"{self.behind}/{path}"
        method = "GET" if body is None else "POST"
        async with self.http.request(method, url, json=body) as answer:
            found = await answer.json()
            assert answer.status == status, found
            return found

    async def act(self, what: str, /, chat: int = LAN, status: int = 200, **body: Any) -> Any:
        """What a person does in a chat."""
        return await self.control(f"chats/{chat}/{what}", body, status)

    async def sends(self, kind: str, *files: bytes, chat: int = LAN, **fields: str) -> Any:
        """A person sends files."""
        form = aiohttp.FormData(fields)
        for place, content in enumerate(files):
            name, file = f"{place}.bin", BytesIO(content)
            form.add_field("file", file, filename=name, content_type="image/png")
        url = f"{self.behind}/chats/{chat}/{kind}"
        async with self.http.post(url, data=form) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def screen(self, chat: int = LAN, after: int = 0) -> list[dict[str, Any]]:
        """What is seen in a chat."""
        found: list[dict[str, Any]] = await self.control(f"chats/{chat}/messages?after={after}")
        return found

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        """What waits now; nothing is confirmed by looking."""
        found: list[dict[str, Any]] = await self.call("getUpdates", **parameters)
        return found


@dataclass
class ZaloBotBox(Box):
    """The same on the Zalo Bot Platform, where the HTTP status says little."""

    token: str = "1459232241454765289:secret"

    @property
    def api(self) -> str:
        """Where the bot calls."""
        return f"{self.url}/zalo-bot/bot{self.token}"

    @property
    def behind(self) -> str:
        """Where the control calls of this bot are."""
        return f"{self.url}/sandbox/zalo-bot/{self.token}"

    async def answered(self, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
        """HTTP status and body of a call."""
        async with self.http.post(f"{self.api}/{method}", json=parameters) as answer:
            return answer.status, await answer.json()

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The whole answer to a call."""
        return (await self.answered(method, **parameters))[1]

    async def switch(self, **switches: Any) -> None:
        """Turn switches."""
        await self.control("switches", switches)


@dataclass
class OaBox(Box):
    """The same for a Zalo Official Account, which calls by paths and with an access token."""

    token: str = "2512523625412515"
    access: str = "access-2512523625412515-1"

    @property
    def behind(self) -> str:
        """Where the control calls of this account are."""
        return f"{self.url}/sandbox/zalo-oa/{self.token}"

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The whole answer to a call of version 3."""
        url = f"{self.url}/zalo-oa/v3.0/oa/{method}"
        headers = {"access_token": self.access}
        async with self.http.post(url, json=parameters, headers=headers) as answer:
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found

    async def cs(self, message: Any, chat: int = LAN) -> Any:
        """What is answered to a message, or the error's code."""
        answer = await self.ask("message/cs", recipient={"user_id": str(chat)}, message=message)
        return answer["data"] if answer["error"] == 0 else answer["error"]

    async def text(self, text: str, chat: int = LAN) -> Any:
        """The same for a text."""
        return await self.cs({"text": text}, chat)

    async def oauth(self, **fields: str) -> dict[str, Any]:
        """What the token call answers."""
        url = f"{self.url}/zalo-oa/v4/oa/access_token"
        secret = {"secret_key": f"app-secret-{self.token}"}
        given = {"app_id": f"9{self.token}", **fields}
        async with self.http.post(url, data=given, headers=secret) as answer:
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found

    async def later(self, **ago: float) -> None:
        """Move the sandbox's clock to so long after this machine's."""
        offset = timedelta(**ago).total_seconds()
        url = f"{self.url}/sandbox/clock"
        async with self.http.post(url, json={"offset": offset}) as answer:
            assert answer.status == 200


@asynccontextmanager
async def opened(**settings: Any) -> AsyncIterator[Box]:
    """A sandbox in this event loop."""
    runner = web.AppRunner(application(**settings), shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with aiohttp.ClientSession() as http:
            yield Box(url, http)
    finally:
        await runner.cleanup()
