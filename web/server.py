"""The process's own small server: webhooks of channels, and whether the process is alive."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterable

BODY_LIMIT = 1024 * 1024
"""Bytes of a webhook's body; an update is far smaller."""


class PortInUse(Exception):
    """Another program listens there, or we may not."""


async def serve(host: str, port: int, routes: Iterable[web.RouteDef]) -> web.AppRunner:
    """Listen; the caller cleans the runner up. Raises `PortInUse`."""
    application = web.Application(client_max_size=BODY_LIMIT)
    application.add_routes([web.get("/healthz", _healthy), *routes])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        if error.errno in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise PortInUse(f"{host}:{port}") from error
        raise
    return runner


async def _healthy(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})
