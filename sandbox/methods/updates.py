"""How a bot hears: long polling, confirmed by the next offset, or a webhook, confirmed by a 2xx."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp

from sandbox.bots import Bot, Update, Webhook
from sandbox.errors import ApiError, bad_request
from sandbox.methods.method import Parameters, data, flag, whole

LONGEST = 50
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
DEFAULTS = frozenset(
    {"message", "edited_message", "callback_query", "my_chat_member", "channel_post", "poll"}
)


async def get_updates(bot: Bot, parameters: Parameters) -> list[dict[str, Any]]:
    """core.telegram.org/bots/api#getupdates"""
    if bot.webhook:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
            "delete the webhook first",
        )
    if bot.poll is not None and not bot.poll.done():
        bot.poll.set_result(None)
    mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    bot.poll = mine
    offset = whole(parameters, "offset")
    if offset:
        bot.confirm_before(offset)
    limit = min(max(whole(parameters, "limit", 100), 1), 100)
    until = time.monotonic() + min(max(whole(parameters, "timeout"), 0), LONGEST)
    allowed = data(parameters, "allowed_updates")
    while True:
        found = [one for one in list(bot.updates) if _wanted(bot, one, allowed)][:limit]
        left = until - time.monotonic()
        if found or left <= 0:
            break
        bot.arrived.clear()
        arrived = asyncio.ensure_future(bot.arrived.wait())
        waited: set[asyncio.Future[Any]] = {arrived, mine}
        await asyncio.wait(waited, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        arrived.cancel()
        if mine.done():
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot "
                "instance is running",
            )
    if bot.poll is mine:
        bot.poll = None
    for update in found:
        update.again = False
        bot.tell_stage(update, "fetched")
    return [update.body for update in found]


def _wanted(bot: Bot, update: Update, allowed: list[str] | None) -> bool:
    """Whether it is of an allowed kind; one that is not is dropped, as Telegram does."""
    kinds = [name for name in update.body if name != "update_id"]
    if not allowed or not kinds or kinds[0] in allowed or kinds[0] not in DEFAULTS:
        return True
    bot.updates.remove(update)
    return False


async def set_webhook(bot: Bot, parameters: Parameters) -> bool:
    """core.telegram.org/bots/api#setwebhook; plain http is allowed here, unlike there."""
    url = str(parameters.get("url") or "")
    if bot.webhook and bot.webhook.task:
        bot.webhook.task.cancel()
    if flag(parameters, "drop_pending_updates"):
        bot.updates.clear()
    if not url:
        bot.webhook = None
        return True
    if not url.startswith(("http://127.0.0.1", "http://localhost", "https://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    webhook = Webhook(
        url, str(parameters.get("secret_token") or ""), data(parameters, "allowed_updates")
    )
    bot.webhook = webhook
    webhook.task = asyncio.get_running_loop().create_task(_post(bot, webhook))
    return True


def webhook_info(bot: Bot) -> dict[str, Any]:
    """core.telegram.org/bots/api#getwebhookinfo"""
    hook = bot.webhook
    info: dict[str, Any] = {
        "url": hook.url if hook else "", "has_custom_certificate": False,
        "pending_update_count": len(bot.updates),
    }  # fmt: skip
    if hook and hook.allowed is not None:
        info["allowed_updates"] = hook.allowed
    if hook and hook.last_error:
        info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    return info


async def _post(bot: Bot, hook: Webhook) -> None:
    """Post what waits, one after the other; again and again until a 2xx."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    failures = 0
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        while True:
            if not bot.updates:
                bot.arrived.clear()
                await bot.arrived.wait()
                continue
            update = bot.updates[0]
            bot.tell_stage(update, "fetched")
            try:
                async with session.post(hook.url, json=update.body, headers=headers) as answer:
                    problem = (
                        ""
                        if answer.status < 300
                        else f"Wrong response from the webhook: {answer.status}"
                    )
            except (aiohttp.ClientError, TimeoutError) as error:
                problem = f"Connection failed: {type(error).__name__}"
            if problem:
                hook.last_error, hook.last_error_at = problem, int(time.time())
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                continue
            failures = 0
            if update in bot.updates:
                bot.updates.remove(update)
            bot.tell_stage(update, "confirmed")
