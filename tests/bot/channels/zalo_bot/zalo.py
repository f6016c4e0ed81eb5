"""A stand-in for Zalo's Bot API over real HTTP, whose answers a test sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from bot.channels.zalo_bot import ZaloBotChannel
from tests.bot.service import StandingClock
from tests.bot.stand_in import StandIn, as_json

if TYPE_CHECKING:
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


class Zalo(StandIn):
    """Answers calls of any method; a test can set the next answers."""

    def __init__(self) -> None:
        super().__init__([web.post("/bot{token}/{method}", self._call)])
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def of(self, method: str) -> list[dict[str, Any]]:
        """The bodies of a method's calls."""
        return [body for name, body in self.calls if name == method]

    def answers(self, method: str, result: Any, times: int = 1) -> None:
        """The next calls succeed with this result."""
        for _ in range(times):
            self.says(method, {"ok": True, "result": result, "error_code": 0})

    def refuses(self, method: str, code: int, status: int = 200, name: str = "error_code") -> None:
        """The next call fails; the HTTP status is whatever it is."""
        told = f"refused: {TOKEN} {LAN} said secret words"
        self.says(method, {"ok": False, "description": told, name: code}, status)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        assert request.match_info["token"] == TOKEN
        assert request.content_type == "application/json"
        method = request.match_info["method"]
        self.calls.append((method, orjson.loads(await request.read())))
        if (told := await self.told(method, request)) is not None:
            return told
        if method == "getUpdates":
            return as_json({"ok": False, "error_code": 408}, status=408)
        if method == "getWebhookInfo":
            return as_json({"ok": False, "error_code": 404}, status=404)
        return as_json({"ok": True, "result": RESULTS.get(method, {}), "error_code": 0})


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
            "message_id": "94691c36aef84aa113ee",
            "date": 1776919152762,
            "from": {"id": LAN, "is_bot": False, "display_name": "Lan"},
            "chat": {"id": LAN, "chat_type": "PRIVATE"},
            **message,
        },
    }
