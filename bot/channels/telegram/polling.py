"""Long polling that confirms an update only after its turn is committed.

python-telegram-bot's Updater confirms updates when it fetches them, so a kill loses them. Here the
offset of the next `getUpdates` follows the last committed batch. While many updates wait, the next ones
are fetched before the last batch is committed: Telegram sends that batch again, and it is skipped.

It reads raw JSON, because with `Bot.get_updates` one invalid update makes a whole batch fail.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.contract import Batch, ChannelClosed
from bot.channels.telegram.call import call
from bot.channels.telegram.incoming import UPDATES
from bot.channels.telegram.sending import seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from telegram import Bot

    from bot.channels.contract import Unreadable
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)

POLL_SECONDS = 25
FETCHED = 100
"""Updates in one answer: Telegram's maximum."""
BATCH = 10
"""Updates that are confirmed together."""
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds of pause after an error, longer each time."""


class Polling:
    """Fetches batches of updates."""

    def __init__(
        self,
        bot: Bot,
        read: Callable[[dict[str, Any]], Incoming | Unreadable | None],
        trouble: Callable[[str], None],
    ) -> None:
        """`trouble` is called with the reason when polling fails, and with "" when it works again."""
        self._bot = bot
        self._read = read
        self._trouble = trouble
        self._offset = 0
        self._uncommitted: set[int] = set()

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """Yield batches without end. Raises `ChannelClosed` when the token is refused."""
        await self._retry(self._remove_webhook)
        try:
            while True:
                raw = await self._retry(self._fetch)
                with_id = {update["update_id"]: update for update in raw if _has_id(update)}
                if raw and not with_id:
                    log.error("Telegram sent %d updates without an id", len(raw))
                    await asyncio.sleep(PAUSES[-1])
                    continue
                ids = sorted(with_id.keys() - self._uncommitted)
                # An empty batch when all were fetched before: the caller commits and confirms first.
                for start in range(0, len(ids) or 1, BATCH):
                    some = ids[start : start + BATCH]
                    more = start + BATCH < len(ids) or (bool(some) and len(raw) >= FETCHED)
                    yield self._batch({one: with_id[one] for one in some}, more=more)
        finally:
            await self._confirm_offset()

    def _batch(self, updates: dict[int, dict[str, Any]], *, more: bool) -> Batch:
        self._uncommitted |= updates.keys()
        read = (self._read(update) for update in updates.values())
        return Batch(
            tuple(one for one in read if one is not None),
            partial(self._committed, tuple(updates)),
            more,
        )

    async def _committed(self, ids: tuple[int, ...]) -> None:
        self._uncommitted.difference_update(ids)
        if ids:
            self._offset = ids[-1] + 1

    async def _fetch(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await call(
            self._bot,
            "getUpdates",
            within=POLL_SECONDS + 10,
            offset=self._offset,
            limit=FETCHED,
            timeout=POLL_SECONDS,
            allowed_updates=list(UPDATES),
        )
        return found

    async def _remove_webhook(self) -> bool:
        return bool(await self._bot.delete_webhook(drop_pending_updates=False))

    async def _retry(self, call: Callable[[], Any]) -> Any:
        """Call until it succeeds; failures are logged. Raises `ChannelClosed` for a refused token."""
        failures = 0
        while True:
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
            try:
                done = await call()
            except InvalidToken:
                raise ChannelClosed(
                    "Telegram refuses the token now; take a new one from @BotFather, set "
                    "NGHEDAN_TELEGRAM_TOKEN and start again"
                ) from None
            except Conflict as error:
                if "webhook" in str(error):
                    log.warning(
                        "somebody set a webhook for this bot, so it gets no updates here; stop "
                        "that other process, then start this one again"
                    )
                else:
                    log.warning("another process asks for this bot's updates; stop one of the two")
                self._trouble("another process takes this bot's updates")
            except RetryAfter as error:
                pause = seconds_to_wait(error)
            except TelegramError as error:
                log.warning("no updates: %s; trying again", type(error).__name__)
                self._trouble(f"no updates ({type(error).__name__})")
            else:
                self._trouble("")
                return done
            failures += 1
            await asyncio.sleep(pause)

    async def _confirm_offset(self) -> None:
        """At the end, confirm what was committed, so that it is not delivered again."""
        if self._offset:
            try:
                await call(
                    self._bot, "getUpdates", within=5, offset=self._offset, limit=1, timeout=0
                )
            except TelegramError as error:
                log.info("the last offset was not confirmed: %s", type(error).__name__)


def _has_id(update: Any) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)
