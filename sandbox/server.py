"""The sandbox's server: what bots call, control APIs and the page with the phones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox import power
from sandbox.calling import BODY_LIMIT
from sandbox.clock import Clock
from sandbox.control import clock_routes, explain
from sandbox.telegram.api import Api
from sandbox.telegram.bots import Bots
from sandbox.telegram.control import Control
from sandbox.zalo.hosting import Hosting
from sandbox.zalo_bot import (
    api as zalo_bot_api,
    bots as zalo_bot_accounts,
    control as zalo_bot_control,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path(__file__).parent / "page"


def application(
    *, power_url: str = "", sample: Mapping[str, Any] | None = None, first_id: int = 1
) -> web.Application:
    """The whole sandbox. `first_id`: where update and message ids begin."""
    clock = Clock()
    bots = Bots(clock, first_id)
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[explain])
    app.add_routes(Control(bots).routes())
    app.add_routes(clock_routes(clock))
    app.add_routes(power.routes(power_url, sample or {}))
    hosting = Hosting()
    zalo_bots = zalo_bot_accounts.Bots(clock, hosting, first_id)
    app.add_routes(hosting.routes())
    app.add_routes(zalo_bot_control.control(zalo_bots).routes())
    app.add_routes(zalo_bot_api.Api(zalo_bots).routes())
    app.add_routes([web.get("/", _page), web.static("/page", PAGE)])
    app.add_routes(Api(bots).routes())

    async def close(_app: web.Application) -> None:
        bots.close()
        zalo_bots.close()

    app.on_shutdown.append(close)
    return app


async def _page(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})
