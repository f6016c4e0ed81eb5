"""The webhook: checks signature and age of Zalo's posts, answers 200 after the commit."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.webhook_requests import body_of, is_short, json_object, respond
from bot.channels.zalo_oa.incoming import HumanWrote
from bot.channels.zalo_oa.signature import may_be_signature, signed_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.contract import HandleUpdate, Unreadable
    from bot.channels.zalo_oa.clock_skew import ClockSkew
    from domain.messages.message import Incoming

log = logging.getLogger(__name__)

PATH = "/zalo-oa"
SIGNATURE_HEADER = "X-ZEvent-Signature"
TIMESTAMP_HEADER = "X-ZEvent-Timestamp"
_TIMESTAMP = re.compile(rb'"timestamp"\s*:\s*"?(\d{10,13})\b')
MOST_TIMESTAMPS = 3
"""Of one body that are tried: an event has one, its words may hold another."""
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
        given = request.headers.get(SIGNATURE_HEADER, "")
        if not may_be_signature(given):
            if await is_short(request, b"{}"):
                return web.Response()
            log.warning("a post to %s was not signed by Zalo", PATH)
            return web.Response(status=403)
        body = await body_of(request)
        if body.strip() == b"{}":
            return web.Response()
        at = signed_at(
            body,
            given,
            ids=proof.ids,
            timestamps=_timestamps(body, request),
            secret=proof.secret,
        )
        if at is None:
            log.warning("a post to %s was not signed by Zalo", PATH)
            return web.Response(status=403)
        if not clock_skew.allows(at):
            log.warning("a signed post to %s is from %s: too old, or ahead of us", PATH, at)
            return web.Response(status=403)
        raw = json_object(body)
        if "timestamp" not in raw:  # then only the header holds the signed time
            raw["timestamp"] = request.headers[TIMESTAMP_HEADER]
        update = read(raw)
        if isinstance(update, HumanWrote):
            log.info("a colleague answered somebody by hand in Zalo's own page")
            update = None
        return await respond(update, handle, PATIENCE)

    return web.post(PATH, receive)


def _timestamps(body: bytes, request: web.Request) -> list[str]:
    """The header's timestamp and the first ones in the body, which is not parsed before it is proved."""
    found = [one[1].decode() for one in islice(_TIMESTAMP.finditer(body), MOST_TIMESTAMPS)]
    header = request.headers.get(TIMESTAMP_HEADER)
    return list(dict.fromkeys([*found, *([header] if header else [])]))
