"""Long polling: one update for each call, at most one call a second.

Zalo has no offset: an update is gone once it was fetched. (Some users saw one come again; its key is
recognised.) An update that was fetched and not committed when the process is killed is lost. So polling
is for trials; with a webhook nothing is lost.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.channels.contract import Batch, ChannelClosed, SendError
from bot.channels.zalo_bot.errors import IDLE, NOT_FOUND, UNAUTHORIZED, send_error
from bot.channels.zalo_bot.incoming import updates_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from bot.channels.contract import Unreadable
    from bot.channels.zalo_bot.client import Client
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)

POLL_SECONDS = 30
AFTERWARDS = 10.0
"""Seconds that an answer may take beyond the poll's own time."""
BETWEEN = 1.0
"""Seconds from one call to the next, at least: while updates wait, Zalo answers at once."""
PAUSES = (1.0, 2.0, 5.0, 10.0)
"""Seconds of pause after an error, longer each time."""
REFUSED = (
    "Zalo refuses the token now; reset it in Zalo Bot Creator, set NGHEDAN_ZALO_BOT_TOKEN and "
    "start again"
)


class Polling:
    """Fetches updates one by one."""

    def __init__(
        self,
        client: Client,
        read: Callable[[dict[str, Any]], Incoming | Unreadable | None],
        trouble: Callable[[str], None],
        between: float = BETWEEN,
    ) -> None:
        """`trouble` is called with the reason when polling fails, and with "" when it works again."""
        self._client = client
        self._read = read
        self._trouble = trouble
        self._between = between
        self._failures = 0

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """Yield batches without end. Raises `ChannelClosed` when the token is refused."""
        loop = asyncio.get_running_loop()
        while not await self._may_poll():
            await self._wait()
        while True:
            asked_at = loop.time()
            updates = await self._fetched()
            if updates:
                yield Batch(updates, _nothing_to_confirm)
            await asyncio.sleep(max(0.0, asked_at + self._between - loop.time()))

    async def _may_poll(self) -> bool:
        """Remove the webhook, while which Zalo allows no polling; False when that failed.

        The webhook is read first, because Zalo limits such changes by the day.
        """
        try:
            code, found = await self._client.ask("getWebhookInfo")
            if code == NOT_FOUND or (not code and not (found or {}).get("url")):
                return True
            self._raise_for(code)
            await self._client.call("deleteWebhook")
        except SendError as error:
            self._report(str(error))
            return False
        return True

    async def _fetched(self) -> tuple[Incoming | Unreadable, ...]:
        try:
            code, result = await self._client.ask(
                "getUpdates", {"timeout": POLL_SECONDS}, within=POLL_SECONDS + AFTERWARDS
            )
            if code == IDLE:
                code, result = 0, None
            self._raise_for(code)
        except SendError as error:
            self._report(str(error))
            await self._wait()
            return ()
        self._failures = 0
        self._trouble("")
        read = (self._read(one) for one in updates_of(result))
        return tuple(one for one in read if one is not None)

    def _raise_for(self, code: int) -> None:
        if code == UNAUTHORIZED:
            raise ChannelClosed(REFUSED)
        if code:
            raise send_error(code)

    def _report(self, reason: str) -> None:
        if not self._failures:
            log.warning(
                "no updates from Zalo (%s); another process may have set a webhook or polls, too",
                reason,
            )
        self._trouble(f"no updates ({reason})")

    async def _wait(self) -> None:
        await asyncio.sleep(PAUSES[min(self._failures, len(PAUSES) - 1)])
        self._failures += 1


async def _nothing_to_confirm() -> None:
    """Zalo has no confirmation: it dropped the update when it was fetched."""
