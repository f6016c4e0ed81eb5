"""Webhooks: each update is posted to the bot until it answers with a 2xx."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox.telegram.bots import Bot, Webhook
from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.method import flag, integer, names
from sandbox.telegram.methods.updates import end_poll

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.calling import Parameters
    from sandbox.telegram.pending import Update

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before the next try. Telegram's pauses also grow, and are longer."""
POST_TIMEOUT = 60
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PLACES = ("http://127.0.0.1", "http://localhost", "http://[::1]", "https://")


async def set_webhook(bot: Bot, parameters: Parameters, on_the_line: Callable[[], bool]) -> bool:
    """core.telegram.org/bots/api#setwebhook: plain http to this machine is allowed here."""
    url = str(parameters.get("url") or "")
    if not url:
        return await delete_webhook(bot, parameters, on_the_line)
    secret = str(parameters.get("secret_token") or "")
    connections = integer(parameters, "max_connections", 40)
    if not url.startswith(_PLACES):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    allowed = names(parameters, "allowed_updates")
    if allowed is not None:
        bot.pending.allowed = allowed
    if flag(parameters, "drop_pending_updates"):
        bot.pending.drop()
    await _stop(bot)
    end_poll(bot, "terminated by setWebhook request")
    webhook = bot.webhook = Webhook(url, secret, connections)
    webhook.task = asyncio.get_running_loop().create_task(_post(bot, webhook))
    return True


async def delete_webhook(
    bot: Bot, parameters: Parameters, _on_the_line: Callable[[], bool]
) -> bool:
    """core.telegram.org/bots/api#deletewebhook"""
    if flag(parameters, "drop_pending_updates"):
        bot.pending.drop()
    await _stop(bot)
    return True


async def webhook_info(
    bot: Bot, _parameters: Parameters, _on_the_line: Callable[[], bool]
) -> dict[str, Any]:
    """core.telegram.org/bots/api#getwebhookinfo"""
    hook = bot.webhook
    info: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.pending),
    }
    if hook:
        info["max_connections"] = hook.connections
    if bot.pending.allowed:
        info["allowed_updates"] = bot.pending.allowed
    if hook and hook.last_error:
        info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    return info


async def _stop(bot: Bot) -> None:
    hook, bot.webhook = bot.webhook, None
    if hook and hook.task:
        hook.task.cancel()
        await asyncio.wait([hook.task])


async def _post(bot: Bot, hook: Webhook) -> None:
    """Post the waiting updates one after the other, each until it gets a 2xx."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    failures = 0
    timeout = aiohttp.ClientTimeout(total=POST_TIMEOUT)
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        while True:
            if not bot.pending:
                bot.arrived.clear()
                await bot.arrived.wait()
                continue
            update = bot.pending.first(1)[0]
            problem = await _try(session, hook, update)
            if problem:
                hook.last_error, hook.last_error_at = problem, int(bot.clock.now())
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
            else:
                failures = 0
                bot.pending.confirm(update)


async def _try(session: aiohttp.ClientSession, hook: Webhook, update: Update) -> str:
    """Post one update. Return the error message, or an empty text."""
    try:
        async with session.post(hook.url, json=update.body, allow_redirects=False) as answer:
            if 200 <= answer.status < 300:
                return ""
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except aiohttp.ClientConnectorError:
        return "Connection refused"
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"Connection failed: {type(error).__name__}"
