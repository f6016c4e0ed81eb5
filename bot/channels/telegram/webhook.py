"""Telegram's posts: 200 only after the commit, 503 while the database is ill."""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.odd_json import parse_json
from storage.errors import DatabaseIll

if TYPE_CHECKING:
    from bot.channels.telegram.channel import TelegramChannel
    from bot.intake import Intake

log = logging.getLogger(__name__)

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name
PATIENCE = 10.0
"""Seconds a post waits for an ill database; Telegram then posts it again."""


def route(channel: TelegramChannel, intake: Intake, secret: str) -> web.RouteDef:
    """Where Telegram posts updates (core.telegram.org/bots/api#setwebhook)."""

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return web.Response(status=403)
        try:
            raw = parse_json(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(raw, dict):
            return web.Response(status=400)
        update = channel.read(raw)
        if update is None:
            return web.Response()
        try:
            await intake.take_from(channel, (update,), patience=PATIENCE)
        except DatabaseIll:
            return web.Response(status=503)
        return web.Response()

    return web.post(PATH, receive)
