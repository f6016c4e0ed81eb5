"""The Zalo Official Account: what the contract asks for, nothing more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.channels.contract import Refused
from bot.channels.zalo_oa.capabilities import CAPABILITIES, NAME
from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.files import fetch
from bot.channels.zalo_oa.incoming import HumanWrote, read
from bot.channels.zalo_oa.sending import send

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from bot.channels.contract import Batch, Parcel, Unreadable
    from bot.channels.zalo_oa.client import Tokens
    from bot.channels.zalo_oa.signature import Seal
    from domain.messages import Incoming


class ZaloOaChannel:
    """One Official Account."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(
        self, oa_id: str, seal: Seal, api_url: str, tokens: Tokens, data_dir: Path,
        *, api_is_local: bool,
    ) -> None:  # fmt: skip
        """`api_is_local`: the API is on this machine, so files may come from it, too."""
        self._oa_id = oa_id
        self._seal = seal
        self._client = Client(api_url, tokens)
        self._data_dir = data_dir
        self._local = api_is_local
        self.trouble = ""

    def receive(self) -> AsyncGenerator[Batch, None]:
        """Nothing: events are posted to the webhook, Zalo has no polling for an account."""
        return _nothing()

    def read(self, raw: dict[str, Any]) -> Incoming | Unreadable | HumanWrote | None:
        """One event; see `incoming.read`."""
        return read(raw, self._oa_id, self._seal)

    async def send(self, parcel: Parcel) -> str:
        """See the contract."""
        try:
            return await send(self._client, parcel, self._seal, self._data_dir)
        except (OSError, ValueError) as error:
            raise Refused(type(error).__name__) from None

    async def acknowledge(self, tap_id: str) -> None:
        """A tap is a message here: there is nothing to acknowledge."""

    async def fetch(self, ref: str, path: Path, limit: int) -> int:
        """Save a file that somebody sent; see `files.fetch`."""
        return await fetch(ref, path, limit, local=self._local)

    async def close(self) -> None:
        """Release connections."""
        await self._client.close()


async def _nothing() -> AsyncGenerator[Batch, None]:
    none: tuple[Batch, ...] = ()
    await asyncio.Event().wait()
    for batch in none:
        yield batch
