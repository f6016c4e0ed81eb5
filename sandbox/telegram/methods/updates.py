"""Long polling. A fetched update stays in the queue until a later offset confirms it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from sandbox.errors import ApiError
from sandbox.telegram.methods.method import integer, names

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.calling import Parameters
    from sandbox.telegram.bots import Bot

LONGEST = 50
"""The most seconds that a call may wait on Telegram."""
BY_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
    "first"
)
BY_ANOTHER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


async def get_updates(
    bot: Bot, parameters: Parameters, on_the_line: Callable[[], bool]
) -> list[dict[str, Any]]:
    """core.telegram.org/bots/api#getupdates: of two at once, the earlier one ends with 409."""
    if bot.webhook:
        raise ApiError(409, f"Conflict: {BY_WEBHOOK}")
    limit = min(max(integer(parameters, "limit", 100), 1), 100)
    until = time.monotonic() + min(max(integer(parameters, "timeout"), 0), LONGEST)
    offset = integer(parameters, "offset")
    allowed = names(parameters, "allowed_updates")
    if allowed is not None:
        bot.pending.allowed = allowed
    end_poll(bot, BY_ANOTHER)
    mine: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    bot.poll = mine
    if offset:
        bot.pending.confirm_before(offset)
    while not bot.pending and (left := until - time.monotonic()) > 0:
        bot.arrived.clear()
        arrived = asyncio.ensure_future(bot.arrived.wait())
        waited: set[asyncio.Future[Any]] = {arrived, mine}
        try:
            await asyncio.wait(waited, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()
        if mine.done():
            raise ApiError(409, f"Conflict: {mine.result()}")
    if bot.poll is mine:
        bot.poll = None
    # A bot that was killed while it waited gets nothing, so nothing counts as fetched.
    return [update.body for update in bot.pending.first(limit)] if on_the_line() else []


def end_poll(bot: Bot, reason: str) -> None:
    """Answer the waiting getUpdates with a conflict."""
    if bot.poll is not None and not bot.poll.done():
        bot.poll.set_result(reason)
