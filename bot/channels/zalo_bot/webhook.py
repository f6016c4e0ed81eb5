"""The webhook: checks the secret in a header, answers 200 after the commit."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.webhook_requests import body_of, has_secret, is_short, json_object, respond
from bot.channels.zalo_bot.incoming import unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.contract import HandleUpdate, Unreadable
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)

PATH = "/zalo-bot"
"""The beginning of the path; see `path_of`."""
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 the header's name
PATIENCE = 5.0
"""Seconds for which a post waits for a failing database. Zalo does not publish how long it waits."""


def path_of(secret: str) -> str:
    """The webhook's path, which depends on the secret.

    Zalo reports only a webhook's address. After the token was reset, the same address would look right,
    and posts would go on with the old secret and be refused.
    """
    return f"{PATH}-{sha256(secret.encode()).hexdigest()[:8]}"


def route(
    read: Callable[[dict[str, Any]], Incoming | Unreadable | None],
    handle: HandleUpdate,
    secret: str,
) -> web.RouteDef:
    """The webhook's route; an empty post is Zalo's check of the address, answered with 200."""

    async def receive(request: web.Request) -> web.Response:
        if not has_secret(request, SECRET_HEADER, secret):
            if await is_short(request, b""):
                return web.Response()
            log.warning("a post to %s without the right secret", PATH)
            return web.Response(status=403)
        body = await body_of(request)
        if not body.strip():
            return web.Response()
        return await respond(read(unwrapped(json_object(body))), handle, PATIENCE)

    return web.post(path_of(secret), receive)
