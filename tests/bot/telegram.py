"""A stand-in for Telegram over real HTTP, whose answers a test sets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from tests.bot.stand_in import StandIn, as_json

TOKEN = "7000000001:very-secret"
ME = {"id": 7000000001, "is_bot": True, "first_name": "Nghe Dân", "username": "nghedan_bot"}
CHAT = {"id": 501, "type": "private", "first_name": "Lan"}
LAN = {"id": 501, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
SENT = {"message_id": 77, "date": 1790000000, "chat": CHAT, "from": ME, "text": "x"}
DEFAULTS: dict[str, Any] = {
    "getMe": ME,
    "getUpdates": [],
    "deleteWebhook": True,
    "setWebhook": True,
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
    "deleteMessage": True,
    "setMyCommands": True,
    "answerCallbackQuery": True,
    "editMessageText": SENT,
    "editMessageCaption": SENT,
}


@dataclass
class Call:
    """One call of a method."""

    method: str
    fields: dict[str, Any]
    headers: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)


class Telegram(StandIn):
    """Answers calls of any method; a test can set the next answers."""

    def __init__(self) -> None:
        super().__init__(
            [
                web.route("*", "/bot{token}/{method}", self._call),
                web.get("/file/bot{token}/{path:.+}", self._file),
            ]
        )
        self.calls: list[Call] = []
        self.files: dict[str, bytes] = {}

    def of(self, method: str) -> list[Call]:
        """The calls of a method."""
        return [call for call in self.calls if call.method == method]

    def answers(self, method: str, result: Any) -> None:
        """The next call succeeds."""
        self.says(method, {"ok": True, "result": result})

    def refuses(self, method: str, code: int, words: str, **parameters: Any) -> None:
        """The next call fails as Telegram's calls do."""
        answer: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
        if parameters:
            answer["parameters"] = parameters
        self.says(method, answer, code)

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
        if (told := await self.told(method, request)) is not None:
            return told
        if method == "getUpdates" and fields.get("timeout") != "0":
            await asyncio.sleep(0.02)
        return as_json({"ok": True, "result": DEFAULTS.get(method, SENT)})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.files.get(request.match_info["path"])
        return web.Response(status=404) if content is None else web.Response(body=content)


def message(**parts: Any) -> dict[str, Any]:
    """A message of Lan's."""
    return {"message_id": 5, "date": 1790000000, "chat": CHAT, "from": LAN, **parts}


def says(update_id: int, text: str) -> dict[str, Any]:
    """An update with words."""
    return {"update_id": update_id, "message": message(text=text)}
