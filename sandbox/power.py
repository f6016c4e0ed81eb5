"""Switches the bot's process off and on, if the demo gives us its control address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from sandbox.control import body_of
from sandbox.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Mapping


def routes(url: str, sample: Mapping[str, Any]) -> list[web.RouteDef]:
    """Return the routes of `/sandbox/power`, a proxy for `url`, and of `/sandbox/sample`.

    `sample`: the data of the demo's story for the page.
    """

    async def show(_request: web.Request) -> web.StreamResponse:
        return await _ask("GET", None)

    async def turn(request: web.Request) -> web.StreamResponse:
        return await _ask("POST", await body_of(request))

    async def tell_sample(_request: web.Request) -> web.StreamResponse:
        return web.json_response({**sample, "power": bool(url)})

    async def _ask(method: str, body: dict[str, Any] | None) -> web.StreamResponse:
        if not url:
            raise ControlError("nobody gave this sandbox a power switch (--power-url)", 404)
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, url, json=body) as answer,
            ):
                return web.json_response(await answer.json(), status=answer.status)
        except aiohttp.ClientError as error:
            raise ControlError(
                f"the switch does not answer: {type(error).__name__}", 502
            ) from None

    return [
        web.get("/sandbox/power", show),
        web.post("/sandbox/power", turn),
        web.get("/sandbox/sample", tell_sample),
    ]
