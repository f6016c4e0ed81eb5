"""A stand-in for Telegram that says what a test tells it to, over real HTTP."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web
from aiohttp.test_utils import TestServer

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "7000000001:very-secret"
ME = {"id": 7000000001, "is_bot": True, "first_name": "Nghe Dân", "username": "nghedan_bot"}
CHAT = {"id": 501, "type": "private", "first_name": "Lan"}
LAN = {"id": 501, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
SENT = {"message_id": 77, "date": 1790000000, "chat": CHAT, "from": ME, "text": "x"}
DEFAULTS: dict[str, Any] = {
    "getMe": ME, "getUpdates": [], "deleteWebhook": True, "setWebhook": True,
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
    "deleteMessage": True, "setMyCommands": True, "answerCallbackQuery": True,
    "editMessageText": SENT, "editMessageCaption": SENT,
}  # fmt: skip


@dataclass
class Call:
    """One call of a method."""

    method: str
    fields: dict[str, Any]
    headers: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)


class Telegram:
    """Answers calls; `then` says how the next ones of a method go."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.files: dict[str, bytes] = {}
        self._next: dict[str, list[Callable[[web.Request], Any]]] = defaultdict(list)
        application = web.Application(client_max_size=50_000_000)
        application.router.add_route("*", "/bot{token}/{method}", self._call)
        application.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self.server = TestServer(application)

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def of(self, method: str) -> list[Call]:
        """The calls of a method."""
        return [call for call in self.calls if call.method == method]

    def answers(self, method: str, result: Any) -> None:
        """The next call succeeds."""
        self._next[method].append(lambda _request: _json({"ok": True, "result": result}, 200))

    def refuses(self, method: str, code: int, words: str, **parameters: Any) -> None:
        """The next call fails as Telegram's calls do."""
        answer: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
        if parameters:
            answer["parameters"] = parameters
        self._next[method].append(lambda _request: _json(answer, code))

    def says(self, method: str, body: bytes, status: int = 200) -> None:
        """The next call is answered with exactly this."""
        self._next[method].append(lambda _request: web.Response(body=body, status=status))

    def cuts(self, method: str) -> None:
        """The next call is heard, its answer lost."""

        def cut(request: web.Request) -> web.Response:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self._next[method].append(cut)

    def waits(self, method: str, release: asyncio.Event) -> None:
        """The next call is answered only after `release`."""

        async def wait() -> web.Response:
            await release.wait()
            return _json({"ok": True, "result": SENT}, 200)

        self._next[method].append(lambda _request: wait())

    async def _call(self, request: web.Request) -> web.StreamResponse:
        fields: dict[str, Any] = {}
        files: dict[str, bytes] = {}
        if request.content_type == "application/json":
            fields = {
                name: value if isinstance(value, str) else orjson.dumps(value).decode()
                for name, value in orjson.loads(await request.read()).items()
            }
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = value.file.read()
            else:
                fields[name] = value
        method = request.match_info["method"]
        self.calls.append(Call(method, fields, dict(request.headers), files))
        if self._next[method]:
            answer = self._next[method].pop(0)(request)
            found: web.StreamResponse = await answer if asyncio.iscoroutine(answer) else answer
            return found
        if method == "getUpdates" and fields.get("timeout") != "0":
            await asyncio.sleep(0.02)
        return _json({"ok": True, "result": DEFAULTS.get(method, SENT)}, 200)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.files.get(request.match_info["path"])
        return web.Response(status=404) if content is None else web.Response(body=content)


def _json(answer: dict[str, Any], status: int) -> web.Response:
    return web.Response(body=orjson.dumps(answer), status=status, content_type="application/json")


def message(**parts: Any) -> dict[str, Any]:
    """A message of Lan's."""
    return {"message_id": 5, "date": 1790000000, "chat": CHAT, "from": LAN, **parts}


def says(update_id: int, text: str) -> dict[str, Any]:
    """An update with words."""
    return {"update_id": update_id, "message": message(text=text)}
