"""Handles the posts of services: answers 200 after the commit, 503 while the database fails."""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.lenient_json import parse_lenient_json
from storage.engine.errors import DatabaseIll

if TYPE_CHECKING:
    from bot.channels.contract import HandleUpdate, Unreadable
    from domain.messages.message import Incoming


BODY_SECONDS = 10.0
"""Seconds for the body of a post."""
SHORT = 16
"""Bytes of a body that is read of a post without a proof."""


def has_secret(request: web.Request, header: str, secret: str) -> bool:
    """Whether the post's header holds the secret that we gave to the service."""
    return hmac.compare_digest(request.headers.get(header, "").encode(), secret.encode())


async def body_of(request: web.Request) -> bytes:
    """The post's body. Call it only for a post that proved itself, or whose body is its proof.

    Raises HTTPRequestTimeout for a body that does not come, HTTPRequestEntityTooLarge for a long one.
    """
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


async def is_short(request: web.Request, *bodies: bytes) -> bool:
    """Whether the post's body is one of these few short ones; a longer one is not read."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            found = await request.content.read(SHORT + 1)
            while len(found) <= SHORT and (more := await request.content.read(SHORT + 1)):
                found += more
    except TimeoutError:
        return False
    return found.strip() in bodies


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
