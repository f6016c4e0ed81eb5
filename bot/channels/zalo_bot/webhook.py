"""Zalo's posts: the secret in a header, 200 only after the commit, 503 while the database is ill."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.webhook_requests import has_secret, json_object, respond
from bot.channels.zalo_bot.incoming import unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.contract import HandleUpdate, Unreadable
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)

PATH = "/zalo-bot"
"""What the address begins with; see `path_of`."""
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 the header's name
PATIENCE = 5.0
"""Seconds a post waits for an ill database. How long Zalo waits is not published."""


def path_of(secret: str) -> str:
    """Where Zalo posts. It tells of a webhook the address alone, so with another secret (the token was
    reset) the address must be another, too: else posts would go on with the old one, refused."""
    return f"{PATH}-{sha256(secret.encode()).hexdigest()[:8]}"


def route(
    read: Callable[[dict[str, Any]], Incoming | Unreadable | None], take: HandleUpdate, secret: str
) -> web.RouteDef:
    """Where Zalo posts updates; an empty post is how it looks whether anybody is there."""

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        if not body.strip():
            return web.Response()
        if not has_secret(request, SECRET_HEADER, secret):
            log.warning("a post to %s did not say the secret", PATH)
            return web.Response(status=403)
        return await respond(read(unwrapped(json_object(body))), take, PATIENCE)

    return web.post(path_of(secret), receive)
