"""Sends events to a Zalo bot: one for each getUpdates, or by posts to its webhook."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.zalo.posting import WEBHOOK, is_loopback, is_private, post, with_fault
from sandbox.zalo_bot.bots import Bot, Webhook
from sandbox.zalo_bot.errors import BY_WEBHOOK, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.calling import Parameters
    from sandbox.errors import ApiError
    from sandbox.zalo.people import Update

USUAL, LONGEST = 30.0, 60.0
"""The default and the longest timeout of a poll, in seconds."""
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before an event is posted again. It is unknown whether Zalo posts again at all."""
POST_TIMEOUT = 30.0
SECRET = "X-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
HINTS = {"ok": "Your endpoint responded successfully."}


async def get_updates(
    bot: Bot, parameters: Parameters, on_the_line: Callable[[], bool]
) -> dict[str, Any]:
    """Return one event. Error 408 if none came within `timeout` seconds (default 30)."""
    until = time.monotonic() + _seconds(parameters.get("timeout"))
    bot.polls += 1
    try:
        while bot.webhook or not bot.queue:
            if bot.webhook:
                raise _by_webhook()
            if (left := until - time.monotonic()) <= 0:
                raise refusal(408)
            bot.arrived.clear()
            try:
                async with asyncio.timeout(left):
                    await bot.arrived.wait()
            except TimeoutError:
                continue
    finally:
        bot.polls -= 1
    # A bot that was killed while it waited gets nothing, so the event stays in the queue.
    return _taken(bot) if on_the_line() else {}


def _taken(bot: Bot) -> dict[str, Any]:
    update = bot.queue[0]
    update.tries += 1
    bot.report_stage(update, "fetched")
    if update.tries > bot.switches.replay:
        bot.queue.popleft()
    return update.body


def _by_webhook() -> ApiError:
    error = refusal(400)
    error.description = BY_WEBHOOK
    return error


def _seconds(value: Any) -> float:
    try:
        return min(max(float(value if value not in (None, "") else USUAL), 0.0), LONGEST)
    except (TypeError, ValueError):
        raise refusal(400, "timeout is a number of seconds") from None


async def set_webhook(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    """Store the URL and send a ping to it. The URL stays stored if the ping fails."""
    url, secret = str(parameters.get("url") or ""), str(parameters.get("secret_token") or "")
    local = bot.switches.local_webhooks and is_loopback(url)
    if not url.startswith("https://") and not (local and url.startswith("http://")):
        raise refusal(400, "url is not https")
    if is_private(url) and not local:
        raise refusal(400, "url is on a private network")
    if not 8 <= len(secret) <= 256:
        raise refusal(400, "secret_token has 8 to 256 characters")
    _spend_webhook(bot)
    await _stop(bot)
    webhook = bot.webhook = Webhook(url, secret, _now(bot))
    # A waiting getUpdates ends with an error, because polling is not possible any more.
    bot.arrived.set()
    verification = await _verified(webhook)
    if bot.webhook is webhook:
        webhook.task = asyncio.get_running_loop().create_task(_push(bot, webhook))
    return {"url": url, "updated_at": webhook.updated_at, "verification": verification}


async def delete_webhook(bot: Bot, _parameters: Parameters) -> dict[str, Any]:
    """Remove the webhook, if there is one, and go back to polling."""
    await _stop(bot)
    return {"url": "", "updated_at": _now(bot)}


async def webhook_info(bot: Bot, _parameters: Parameters) -> dict[str, Any]:
    """Return the webhook. Error 404 if there is none."""
    if bot.webhook is None:
        raise refusal(404)
    return {"url": bot.webhook.url, "updated_at": bot.webhook.updated_at}


async def check_webhook(bot: Bot, _parameters: Parameters) -> dict[str, Any]:
    """Send a ping to the URL of the webhook. Error 404 if there is none."""
    if bot.webhook is None:
        raise refusal(404)
    _spend_webhook(bot)
    return await _verified(bot.webhook)


def _now(bot: Bot) -> int:
    return int(bot.clock.now() * 1000)


def _spend_webhook(bot: Bot) -> None:
    left = bot.switches.webhook_quota
    if left is None:
        return
    if left <= 0:
        raise refusal(426)
    bot.switch({"webhook_quota": left - 1})


async def _verified(webhook: Webhook) -> dict[str, Any]:
    outcome = await post(webhook.url, None, {SECRET: webhook.secret}, POST_TIMEOUT)
    return {
        "ok": outcome == "ok",
        "url": webhook.url,
        "outcome": f"webhook.{outcome}",
        "hint": HINTS.get(outcome, "Your endpoint did not respond successfully."),
    }


async def _stop(bot: Bot) -> None:
    hook, bot.webhook = bot.webhook, None
    if hook and hook.task:
        hook.task.cancel()
        await asyncio.wait([hook.task])


async def _push(bot: Bot, hook: Webhook) -> None:
    """Post the waiting events one after the other. An event is lost after too many tries.

    It is unknown whether Zalo keeps later events back meanwhile: the switch `overtaking` decides.
    """
    while True:
        if not bot.queue:
            bot.arrived.clear()
            await bot.arrived.wait()
            continue
        update = bot.queue[0]
        taken = await _posted(bot, hook, update)
        update.tries += 1
        if not taken and update.tries <= bot.switches.retries:
            if bot.switches.overtaking:
                bot.queue.rotate(-1)
            await asyncio.sleep(PAUSES[min(update.tries, len(PAUSES)) - 1])
            continue
        if update in bot.queue:
            bot.queue.remove(update)
        bot.report_stage(update, "confirmed" if taken else "lost")
        for _ in range(bot.switches.duplicates if taken else 0):
            await _posted(bot, hook, update)


async def _posted(bot: Bot, hook: Webhook, update: Update) -> bool:
    body = {"ok": True, "result": update.body} if bot.switches.wrapped else update.body
    raw, secret = orjson.dumps(body), {SECRET: hook.secret}
    fault = bot.faults.next(WEBHOOK)
    return await with_fault(fault, lambda: post(hook.url, raw, secret, POST_TIMEOUT)) == "ok"
