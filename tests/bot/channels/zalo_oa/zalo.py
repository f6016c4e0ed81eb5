"""A stand-in for the OA OpenAPI over real HTTP, whose answers a test sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from bot.channels.zalo_oa import ZaloOaChannel
from bot.channels.zalo_oa.webhook import Proof
from tests.bot.service import StandingClock
from tests.bot.stand_in import StandIn, as_json

if TYPE_CHECKING:
    from pathlib import Path

    from bot.channels.zalo_oa.signature import ButtonSigner
    from bot.channels.zalo_oa.template import Template
    from bot.process.clock import Clock

OA, APP, LAN = "579745863508352884", "2410412345", "8955500001"
SECRET, APP_SECRET = "oa-secret-key", "app-secret"
CS, TEMPLATE = "/v3.0/oa/message/cs", "/v3.0/oa/message/template"
IMAGE, FILE, OAUTH = "/v2.0/oa/upload/image", "/v2.0/oa/upload/file", "/v4/oa/access_token"
DATA: dict[str, dict[str, Any]] = {
    CS: {"message_id": "m77", "user_id": LAN, "quota": {"quota_type": "reply"}},
    TEMPLATE: {"message_id": "t77", "user_id": LAN},
    IMAGE: {"attachment_id": "A1"},
    FILE: {"token": "F1"},
}


@dataclass
class Call:
    """One call."""

    path: str
    token: str
    body: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class Zalo(StandIn):
    """Answers calls of any path; a test can set the next answers."""

    def __init__(self) -> None:
        super().__init__(
            [
                web.post("/{path:v.*}", self._call),
                web.get("/files/{name}", self._file),
            ]
        )
        self.calls: list[Call] = []
        self.files: dict[str, bytes] = {}

    def of(self, path: str) -> list[Call]:
        """The calls of a path."""
        return [call for call in self.calls if call.path == path]

    def refuses(self, path: str, code: int, times: int = 1) -> None:
        """The next calls fail as Zalo's do: HTTP 200 and an error in the body."""
        for _ in range(times):
            self.says(path, {"error": code, "message": f"refused: {LAN} said secret words"})

    async def _call(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        body: dict[str, Any] = {}
        files: dict[str, bytes] = {}
        if request.content_type == "application/json":
            body = orjson.loads(await request.read())
        else:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    files[name] = value.file.read()
                else:
                    body[name] = value
        token = request.headers.get("access_token", "")
        self.calls.append(Call(path, token, body, files, dict(request.headers)))
        if (told := await self.told(path, request)) is not None:
            return told
        return as_json({"data": DATA.get(path, {}), "error": 0, "message": "Success"})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name == "elsewhere":
            raise web.HTTPFound("/files/a")  # whoever follows it gets something
        content = self.files.get(name)
        return web.Response(status=404) if content is None else web.Response(body=content)


class Ring:
    """Tokens without a database: each refused one is followed by the next."""

    def __init__(self) -> None:
        self.number = 1
        self.refused: list[str] = []

    async def current(self) -> str:
        return f"token-{self.number}"

    async def instead_of(self, refused: str) -> str:
        self.refused.append(refused)
        self.number += 1
        return await self.current()

    async def close(self) -> None:
        """Nothing to finish."""


def channel_on(
    zalo: Zalo,
    tokens: Any,
    signer: ButtonSigner,
    data_dir: Path,
    template: Template | None = None,
    *,
    clock: Clock | None = None,
) -> ZaloOaChannel:
    """The channel of a test's account."""
    return ZaloOaChannel(
        OA,
        signer,
        Proof((APP, OA), SECRET),
        zalo.url,
        tokens,
        clock or StandingClock(),
        data_dir,
        api_is_local=True,
        template=template,
    )


def event(name: str, message: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An event of Lan's."""
    return {
        "app_id": APP,
        "user_id_by_app": "1",
        "event_name": name,
        "timestamp": "1776919152762",
        "sender": {"id": LAN},
        "recipient": {"id": OA},
        "message": {"msg_id": "96d3cdf3af150460909", **(message or {})},
        **more,
    }


def attached(kind: str, *payloads: dict[str, Any], text: str = "") -> dict[str, Any]:
    """An event with attachments."""
    parts = [{"type": kind, "payload": payload} for payload in payloads]
    return event(f"user_send_{kind}", {"attachments": parts, "text": text})
