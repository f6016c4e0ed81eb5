"""The webhook: checks signature and age of Zalo's posts, answers 200 after the commit."""

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
"""Seconds for which a post waits for a failing database: Zalo waits two, then posts again (when that
is switched on on the account's page)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The values with which a post's signature is checked."""

    ids: tuple[str, ...]
    """The app's and the account's id."""
    secret: str = field(repr=False)
    """The "OA Secret Key" of the webhook's page; not the app's secret."""


def route(
    read: Callable[[dict[str, Any]], Incoming | Unreadable | HumanWrote | None],
    handle: HandleUpdate,
    proof: Proof,
    clock_skew: ClockSkew,
) -> web.RouteDef:
    """The webhook's route: each post is checked, `read` and handled.

    An unsigned post of an empty object is answered with 200: Zalo sends it when the address is saved.
    """

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
        if "timestamp" not in raw:  # then only the header holds the signed time
            raw["timestamp"] = request.headers[TIMESTAMP_HEADER]
        update = read(raw)
        if isinstance(update, HumanWrote):
            log.info("a colleague answered somebody by hand in Zalo's own page")
            update = None
        return await respond(update, handle, PATIENCE)

    return web.post(PATH, receive)


def _timestamps(raw: dict[str, Any], request: web.Request) -> list[str]:
    """The body's timestamp, then the header's, unchanged."""
    found = (raw.get("timestamp"), request.headers.get(TIMESTAMP_HEADER))
    return [str(one) for one in found if isinstance(one, (str, int))]
