"""A channel that does nothing yet: what a test needs of one it adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.telegram import CAPABILITIES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from aiohttp import web

    from bot.channels.contract import Batch, HandleUpdate, Menus, SendRequest

CHANNEL = "telegram"


class Quiet:
    """Opens at once; whatever else is asked of it is a mistake of the test's."""

    name = CHANNEL
    capabilities = CAPABILITIES
    webhook_path = "/quiet"
    bot_name = "nghedan_bot"
    trouble = ""
    cannot_send = ""
    clock_is_wrong = False

    async def open(self) -> None:
        """It answers."""

    async def set_menus(self, menus: Menus) -> None:
        """It has none."""

    async def set_webhook(self, url: str) -> None:
        raise NotImplementedError

    async def webhook_trouble(self, _url: str) -> str:
        return ""

    def routes(self, handle: HandleUpdate) -> list[web.RouteDef]:
        raise NotImplementedError

    def receive(self) -> AsyncGenerator[Batch, None]:
        raise NotImplementedError

    async def send(self, request: SendRequest) -> str:
        raise NotImplementedError

    async def acknowledge(self, tap_id: str) -> None:
        raise NotImplementedError

    async def fetch(self, ref: str, path: Path, limit: int) -> int:
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing is open."""
