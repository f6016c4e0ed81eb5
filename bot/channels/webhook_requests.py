"""What a service posts to us: 200 only after the commit, 503 while the database is ill."""

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
    """Whether a post says the secret that the service was told."""
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
    update: Incoming | Unreadable | None, take: HandleUpdate, patience: float
) -> web.Response:
    """Confirm what is kept. What means nothing to us is confirmed, too, or it comes again."""
    if update is not None:
        try:
            await take(update, patience=patience)
        except DatabaseIll:
            return web.Response(status=503)
    return web.Response()
