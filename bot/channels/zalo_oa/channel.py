"""The channel of a Zalo Official Account."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.channels.contract import Refused, SendError
from bot.channels.zalo.files import fetch
from bot.channels.zalo_oa.capabilities import CAPABILITIES, NAME
from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.clock_skew import ClockSkew
from bot.channels.zalo_oa.incoming import HumanWrote, read
from bot.channels.zalo_oa.sending import send
from bot.channels.zalo_oa.tokens import NoPermission
from bot.channels.zalo_oa.webhook import PATH, route

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from aiohttp import web

    from bot.channels.contract import Batch, HandleUpdate, Menus, SendRequest, Unreadable
    from bot.channels.zalo_oa.client import Tokens
    from bot.channels.zalo_oa.signature import ButtonSigner
    from bot.channels.zalo_oa.template import Template
    from bot.channels.zalo_oa.webhook import Proof
    from bot.process.clock import Clock
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)


class ZaloOaChannel:
    """One Official Account."""

    name = NAME
    capabilities = CAPABILITIES

    webhook_path = PATH
    bot_name = ""
    """Empty: Zalo has no links that open a conversation with a given text."""

    def __init__(
        self,
        oa_id: str,
        signer: ButtonSigner,
        proof: Proof,
        api_url: str,
        tokens: Tokens,
        clock: Clock,
        data_dir: Path,
        *,
        api_is_local: bool,
        template: Template | None = None,
    ) -> None:
        """`api_is_local`: the API is on this machine, so files may be fetched from it, too."""
        self._oa_id = oa_id
        self._signer = signer
        self._proof = proof
        self._tokens = tokens
        self._client = Client(api_url, tokens)
        self._data_dir = data_dir
        self._local = api_is_local
        self._template = template
        self._unsendable = ""
        """Why there is no access token now."""
        self._clock_skew = ClockSkew(clock)
        self.cannot_send = ""

    @property
    def trouble(self) -> str:
        """As `bot.channels.contract.Channel` says."""
        return "; ".join(filter(None, (self._unsendable, self._clock_skew.trouble)))

    @property
    def clock_is_wrong(self) -> bool:
        """As `bot.channels.contract.Channel` says."""
        return bool(self._clock_skew.trouble)

    async def open(self) -> None:
        """Check that there is a token. Without one the channel still receives: it is not closed."""
        await self.keep_up()

    async def keep_up(self) -> None:
        """Renew the token before it expires, also when nobody writes."""
        try:
            await self._tokens.current()
        except SendError as error:
            if self._unsendable != str(error):
                log.warning("nothing can be sent on the Zalo account: %s", error)
            self._unsendable = str(error)
            self.cannot_send = str(error) if isinstance(error, NoPermission) else ""
        else:
            self._unsendable = self.cannot_send = ""

    async def set_menus(self, menus: Menus) -> None:
        """Does nothing: an account's menu is edited by hand on Zalo's page."""

    async def set_webhook(self, url: str) -> None:
        """Logs a reminder: the address is set by hand on the app's page."""
        log.info("the app's page on developers.zalo.me must have the webhook %s", url)

    async def webhook_trouble(self, url: str) -> str:  # noqa: ARG002
        """Nothing: Zalo tells nobody what became of its posts to an account's address."""
        return ""

    def routes(self, handle: HandleUpdate) -> list[web.RouteDef]:
        """As `bot.channels.contract.Channel` says."""
        return [route(self.read, handle, self._proof, self._clock_skew)]

    def receive(self) -> AsyncGenerator[Batch, None]:
        """Yields nothing: Zalo has no polling for an account."""
        return _nothing()

    def read(self, raw: dict[str, Any]) -> Incoming | Unreadable | HumanWrote | None:
        """Parse one event; see `incoming.read`."""
        return read(raw, self._oa_id, self._signer)

    async def send(self, request: SendRequest) -> str:
        """As `bot.channels.contract.Channel` says."""
        try:
            return await send(self._client, request, self._signer, self._data_dir, self._template)
        except (OSError, ValueError) as error:
            raise Refused(type(error).__name__) from None

    async def acknowledge(self, tap_id: str) -> None:
        """Does nothing: a tap is a message here."""

    async def fetch(self, ref: str, path: Path, limit: int) -> int:
        """Save a file that somebody sent; see `files.fetch`."""
        return await fetch(ref, path, limit, local=self._local)

    async def close(self) -> None:
        """Wait for a token renewal, then release connections."""
        await self._tokens.close()
        await self._client.close()


async def _nothing() -> AsyncGenerator[Batch, None]:
    none: tuple[Batch, ...] = ()
    await asyncio.Event().wait()
    for batch in none:
        yield batch
