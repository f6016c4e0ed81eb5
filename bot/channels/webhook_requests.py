"""Handles the posts of services: answers 200 after the commit, 503 while the database fails."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.lenient_json import parse_lenient_json
from storage.engine.errors import DatabaseIll

if TYPE_CHECKING:
    from bot.channels.contract import HandleUpdate, Unreadable
    from domain.messages.message import Incoming


def has_secret(request: web.Request, header: str, secret: str) -> bool:
    """Whether the post's header holds the secret that we gave to the service."""
    return hmac.compare_digest(request.headers.get(header, "").encode(), secret.encode())


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a post. Raises HTTPBadRequest for anything else."""
    try:
        found = parse_lenient_json(body)
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(found, dict):
        raise web.HTTPBadRequest
    return found


async def respond(
    update: Incoming | Unreadable | None, handle: HandleUpdate, patience: float
) -> web.Response:
    """Handle an update and answer the post.

    An update of None, one that we ignore, is confirmed, too: otherwise the service posts it again.
    """
    if update is not None:
        try:
            await handle(update, patience=patience)
        except DatabaseIll:
            return web.Response(status=503)
    return web.Response()
