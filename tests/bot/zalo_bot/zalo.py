"""A stand-in for Zalo's Bot API that says what a test tells it to, over real HTTP."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.zalo_bot import ZaloBotChannel
from tests.bot.service import StandingClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOKEN, OWN = "1459232241454765289:very-secret", "1459232241454765289"
LAN = "a0c01dfe32b3dbed82a2"
ME = {
    "id": OWN,
    "account_name": "bot.VDKyGxQvc",
    "account_type": "BASIC",
    "can_join_groups": False,
}
RESULTS: dict[str, Any] = {
    "getMe": ME,
    "sendMessage": {"message_id": "82599fa32f56d00e8941", "date": 1749632637199},
    "sendPhoto": {"message_id": "92599fa32f56d00e8942", "date": 1749632637199},
    "sendVoice": {"message_id": "a2599fa32f56d00e8943", "date": 1749632637199},
}
PUBLIC = "https://bot.xa.example.vn"


class Zalo:
    """Answers calls; `answers` and `says` say how the next ones of a method go."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._next: dict[str, list[Callable[[web.Request], web.Response]]] = defaultdict(list)
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", self._call)
        self.server = TestServer(application)

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def of(self, method: str) -> list[dict[str, Any]]:
        """The bodies of a method's calls."""
        return [body for name, body in self.calls if name == method]

    def answers(self, method: str, result: Any, times: int = 1) -> None:
        """The next calls succeed with this result."""
        for _ in range(times):
            self.says(method, orjson.dumps({"ok": True, "result": result, "error_code": 0}))

    def refuses(self, method: str, code: int, status: int = 200, name: str = "error_code") -> None:
        """The next call fails; the HTTP status is whatever it is."""
        told = f"refused: {TOKEN} {LAN} said secret words"
        body = {"ok": False, "description": told, name: code}
        self.says(method, orjson.dumps(body), status)

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

    async def _call(self, request: web.Request) -> web.Response:
        assert request.match_info["token"] == TOKEN
        assert request.content_type == "application/json"
        method = request.match_info["method"]
        self.calls.append((method, orjson.loads(await request.read())))
        if self._next[method]:
            return self._next[method].pop(0)(request)
        if method == "getUpdates":
            return web.json_response({"ok": False, "error_code": 408}, status=408)
        if method == "getWebhookInfo":
            return web.json_response({"ok": False, "error_code": 404}, status=404)
        return web.json_response({"ok": True, "result": RESULTS.get(method, {}), "error_code": 0})


def channel_on(
    url: str, data_dir: Path, public_url: str = PUBLIC, *, token: str = TOKEN
) -> ZaloBotChannel:
    """The channel of a test's bot."""
    return ZaloBotChannel(token, url, public_url, data_dir, StandingClock(), api_is_local=True)


def event(name: str, **message: Any) -> dict[str, Any]:
    """Something of Lan's."""
    return {
        "event_name": f"message.{name}.received",
        "message": {
            "message_id": "94691c36aef84aa113ee", "date": 1776919152762,
            "from": {"id": LAN, "is_bot": False, "display_name": "Lan"},
            "chat": {"id": LAN, "chat_type": "PRIVATE"}, **message,
        },
    }  # fmt: skip
