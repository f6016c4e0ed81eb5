"""The sandbox's server: the services' APIs, the control APIs and the page with the phones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox import power
from sandbox.calling import BODY_LIMIT
from sandbox.clock import Clock
from sandbox.control import clock_routes, explain
from sandbox.telegram.service import telegram
from sandbox.zalo.hosting import Hosting
from sandbox.zalo_bot.service import zalo_bot
from sandbox.zalo_oa.service import zalo_oa

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path(__file__).parent / "page"


def application(
    *,
    power_url: str = "",
    sample: Mapping[str, Any] | None = None,
    first_id: int = 1,
    clock_file: Path | None = None,
) -> web.Application:
    """Return the application of the whole sandbox.

    `first_id`: the first update id and message id. `clock_file`: contains the clock's offset in seconds.
    """
    clock, hosting = Clock(clock_file), Hosting()
    services = (
        telegram(clock, first_id),
        zalo_bot(clock, hosting, first_id),
        zalo_oa(clock, hosting, first_id),
    )
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[explain])
    for service in services:
        app.add_routes(service.routes)
    app.add_routes(hosting.routes())
    app.add_routes(clock_routes(clock))
    app.add_routes(power.routes(power_url, sample or {}))
    app.add_routes([web.get("/", _page), web.static("/page", PAGE)])

    async def close(_app: web.Application) -> None:
        for service in services:
            service.close()

    app.on_shutdown.append(close)
    return app


async def _page(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})
