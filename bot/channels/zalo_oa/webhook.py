"""Zalo's posts: signed, not stale, 200 only after the commit, 503 while the database is ill."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.webhook_requests import json_object, respond
from bot.channels.zalo_oa.incoming import HumanWrote
from bot.channels.zalo_oa.signature import signed_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.contract import HandleUpdate, Unreadable
    from bot.channels.zalo_oa.clock_skew import ClockSkew
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)

PATH = "/zalo-oa"
SIGNATURE_HEADER = "X-ZEvent-Signature"
TIMESTAMP_HEADER = "X-ZEvent-Timestamp"
PATIENCE = 1.5
"""Seconds a post waits for an ill database: Zalo waits two, then posts again (when the account's
page says so)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a post is checked against."""

    ids: tuple[str, ...]
    """The app's and the account's."""
    secret: str = field(repr=False)
    """The "OA Secret Key" of the webhook's page; not the app's secret."""


def route(
    read: Callable[[dict[str, Any]], Incoming | Unreadable | HumanWrote | None],
    take: HandleUpdate,
    proof: Proof,
    clock_skew: ClockSkew,
) -> web.RouteDef:
    """Where Zalo posts events: each is `read` and taken. The unsigned post with an empty object,
    which saving the address sends, is answered and means nothing."""

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        if body.strip() == b"{}":
            return web.Response()
        raw = json_object(body)
        at = signed_at(
            body,
            request.headers.get(SIGNATURE_HEADER, ""),
            ids=proof.ids,
            timestamps=_timestamps(raw, request),
            secret=proof.secret,
        )
        if at is None:
            log.warning("a post to %s was not signed by Zalo", PATH)
            return web.Response(status=403)
        if not clock_skew.allows(at):
            log.warning("a signed post to %s is from %s: too old, or ahead of us", PATH, at)
            return web.Response(status=403)
        if "timestamp" not in raw:  # what was signed stands in the header alone
            raw["timestamp"] = request.headers[TIMESTAMP_HEADER]
        update = read(raw)
        if isinstance(update, HumanWrote):
            log.info("a colleague answered somebody by hand in Zalo's own page")
            update = None
        return await respond(update, take, PATIENCE)

    return web.post(PATH, receive)


def _timestamps(raw: dict[str, Any], request: web.Request) -> list[str]:
    """The body's, then the header's; each as it stands there."""
    found = (raw.get("timestamp"), request.headers.get(TIMESTAMP_HEADER))
    return [str(one) for one in found if isinstance(one, (str, int))]
