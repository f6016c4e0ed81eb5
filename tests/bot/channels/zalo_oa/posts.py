"""Posts of events, signed as Zalo signs them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import orjson

from bot.channels.zalo_oa.signature import signature
from bot.channels.zalo_oa.webhook import PATH, SIGNATURE_HEADER
from tests.bot.channels.zalo_oa.zalo import APP, SECRET, event
from tests.bot.service import NOON

if TYPE_CHECKING:
    import aiohttp


def stamp(at: Any = NOON) -> str:
    """Milliseconds as Zalo writes them."""
    return str(int(at.timestamp() * 1000))


def says(text: str, msg_id: str = "m1", at: Any = NOON) -> dict[str, Any]:
    return event("user_send_text", {"text": text, "msg_id": msg_id}, timestamp=stamp(at))


class Post:
    """Posts to the webhook as Zalo does."""

    def __init__(self, outside: aiohttp.ClientSession) -> None:
        self._outside = outside

    async def raw(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        """The status that came back."""
        async with self._outside.post(PATH, data=io.BytesIO(body), headers=headers) as answer:
            return answer.status

    async def __call__(self, raw: dict[str, Any], *, name: str = APP, secret: str = SECRET) -> int:
        """Signed."""
        body = orjson.dumps(raw)
        mac = signature(name, body, raw["timestamp"], secret)
        return await self.raw(body, {SIGNATURE_HEADER: f"mac={mac}"})
