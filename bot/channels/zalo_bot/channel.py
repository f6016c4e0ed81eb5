"""The channel of a bot on the Zalo Bot Platform."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.channels.contract import ChannelClosed, Throttled
from bot.channels.webhook_secret import webhook_secret
from bot.channels.zalo.files import fetch
from bot.channels.zalo_bot.capabilities import CAPABILITIES, NAME
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.errors import NO_MORE_TODAY, NOT_FOUND, UNAUTHORIZED, send_error
from bot.channels.zalo_bot.incoming import read
from bot.channels.zalo_bot.polling import REFUSED, Polling
from bot.channels.zalo_bot.sending import send
from bot.channels.zalo_bot.signed_links import SignedLinks
from bot.channels.zalo_bot.webhook import path_of, route

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from aiohttp import web

    from bot.channels.contract import Batch, HandleUpdate, Menus, SendRequest, Unreadable
    from bot.process.clock import Clock
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)

WEBHOOK_SECONDS = 60.0
"""Timeout of setWebhook, which answers only after Zalo has called the address."""
AGAIN_SECONDS = 3600.0
"""Pause before setWebhook is tried again when the day's changes are used up."""


class ZaloBotChannel:
    """One bot of the Bot Platform."""

    name = NAME
    capabilities = CAPABILITIES

    cannot_send = ""
    clock_is_wrong = False
    bot_name = ""
    """Empty: Zalo has no links that open a conversation with a given text."""

    def __init__(
        self,
        token: str,
        api_url: str,
        public_url: str,
        data_dir: Path,
        clock: Clock,
        *,
        api_is_local: bool,
    ) -> None:
        """`public_url`: where Zalo can fetch files from us, empty without such an address.

        `api_is_local`: the API is on this machine, so files may be fetched from it, too.
        """
        self._secret = webhook_secret(token)
        self.webhook_path = path_of(self._secret)
        self._client = Client(api_url, token)
        self._links = SignedLinks(public_url, token, data_dir, clock) if public_url else None
        self._local = api_is_local
        self._id = ""
        self.trouble = ""

    async def open(self) -> None:
        """As `bot.channels.contract.Channel` says."""
        code, me = await self._client.ask("getMe")
        if code == UNAUTHORIZED:
            raise ChannelClosed(REFUSED)
        if code:
            raise send_error(code)
        self._id = str(me["id"])

    async def set_menus(self, menus: Menus) -> None:
        """Does nothing: there is no menu button."""

    async def set_webhook(self, url: str) -> None:
        """As `bot.channels.contract.Channel` says. Logs when Zalo cannot reach the address, which it stores all the same."""
        code, found = await self._client.ask("getWebhookInfo")
        if code not in (0, NOT_FOUND):
            raise send_error(code)
        if not code and (found or {}).get("url") == url:
            return
        body = {"url": url, "secret_token": self._secret}
        code, done = await self._client.ask("setWebhook", body, within=WEBHOOK_SECONDS)
        if code == NO_MORE_TODAY:
            raise Throttled(AGAIN_SECONDS)
        if code:
            raise send_error(code)
        seen = (done or {}).get("verification") or {}
        if seen.get("ok"):
            log.info("Zalo posts to %s now", url)
        else:
            log.warning(
                "Zalo could not reach %s (%s); check the address, its certificate and the proxy "
                "in front of it",
                url,
                seen.get("outcome", "no outcome told"),
            )

    async def webhook_trouble(self, url: str) -> str:
        """As `bot.channels.contract.Channel` says. Zalo tells the address, and no error of its posts."""
        code, found = await self._client.ask("getWebhookInfo")
        if code not in (0, NOT_FOUND):
            raise send_error(code)
        if code or not (found or {}).get("url"):
            return "no webhook is set"
        return "" if (found or {}).get("url") == url else "it posts to another address"

    def routes(self, handle: HandleUpdate) -> list[web.RouteDef]:
        """The webhook, and the route from which Zalo fetches files by signed links."""
        posted = route(self.read, handle, self._secret)
        return [posted, self._links.route()] if self._links else [posted]

    def receive(self) -> AsyncGenerator[Batch, None]:
        """As `bot.channels.contract.Channel` says."""
        return Polling(self._client, self.read, self._set_trouble).batches()

    def _set_trouble(self, reason: str) -> None:
        self.trouble = reason

    def read(self, raw: dict[str, Any]) -> Incoming | Unreadable | None:
        """Parse one update; see `incoming.read`."""
        return read(raw, self._id)

    async def send(self, request: SendRequest) -> str:
        """As `bot.channels.contract.Channel` says."""
        return await send(self._client, request, self._links)

    async def acknowledge(self, tap_id: str) -> None:
        """Does nothing: there are no taps."""

    async def fetch(self, ref: str, path: Path, limit: int) -> int:
        """Save a file that somebody sent; see `files.fetch`."""
        return await fetch(ref, path, limit, local=self._local)

    async def close(self) -> None:
        """Release connections."""
        await self._client.close()
