"""Zalo's posts: the secret in a header, 200 only after the commit, 503 while the database is ill."""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.odd_json import parse_json
from bot.channels.zalo_bot.incoming import unwrapped
from storage.errors import DatabaseIll

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.channels.contract import Unreadable
    from domain.messages import Incoming

log = logging.getLogger(__name__)

PATH = "/zalo-bot"
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 the header's name
PATIENCE = 5.0
"""Seconds a post waits for an ill database. How long Zalo waits is not published."""


def route(
    read: Callable[[dict[str, Any]], Incoming | Unreadable | None],
    take: Callable[[Incoming | Unreadable], Awaitable[None]],
    secret: str,
) -> web.RouteDef:
    """Where Zalo posts updates; an empty post is how it looks whether anybody is there."""

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        if not body.strip():
            return web.Response()
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            log.warning("a post to %s did not say the secret", PATH)
            return web.Response(status=403)
        try:
            raw = parse_json(body)
        except ValueError:
            return web.Response(status=400)
        if not isinstance(raw, dict):
            return web.Response(status=400)
        update = read(unwrapped(raw))
        if update is not None:
            try:
                await take(update)
            except DatabaseIll:
                return web.Response(status=503)
        return web.Response()

    return web.post(PATH, receive)
