"""The webhook: checks the secret in a header, answers 200 after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.webhook_requests import body_of, has_secret, json_object, respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.contract import HandleUpdate, Unreadable
    from domain.messages.message import Incoming

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name
PATIENCE = 10.0
"""Seconds for which a post waits for a failing database; then Telegram posts it again."""


def route(
    read: Callable[[dict[str, Any]], Incoming | Unreadable | None],
    handle: HandleUpdate,
    secret: str,
) -> web.RouteDef:
    """The webhook's route (core.telegram.org/bots/api#setwebhook)."""

    async def receive(request: web.Request) -> web.Response:
        if not has_secret(request, SECRET_HEADER, secret):
            return web.Response(status=403)
        return await respond(read(json_object(await body_of(request))), handle, PATIENCE)

    return web.post(PATH, receive)
