"""The process's HTTP server: webhooks of the channels, /healthz, /readyz and /metrics."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from aiohttp import web

from web.connections import IDLE_SECONDS, Connections, GuardedSite

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
BODY_LIMIT = 256 * 1024
"""Bytes of a request's body, at most; an update is far smaller."""
LINGER_SECONDS = 1.0
"""Seconds in which the rest of a refused post is thrown away before its connection is closed."""

FINISH_SECONDS = 1.0
"""Seconds for open requests at the end; a service repeats a post that is cut off."""


class PortInUse(Exception):
    """Another program uses the port, or this process may not."""


async def serve(
    host: str,
    port: int,
    routes: Iterable[web.RouteDef],
    state: Callable[[], Awaitable[tuple[bool, list[str]]]] | None = None,
    metrics: Callable[[], Awaitable[bytes]] | None = None,
    connections: Connections | None = None,
) -> web.AppRunner:
    """Start the server; the caller calls `cleanup` of the returned runner. Raises `PortInUse`.

    `state` returns (ready, reasons) for /readyz, `metrics` the text of /metrics.
    """
    connections = connections or Connections()
    application = web.Application(client_max_size=BODY_LIMIT, middlewares=[connections.asked])

    async def ready(_request: web.Request) -> web.Response:
        is_ready, reasons = await state() if state else (True, [])
        return web.json_response(
            {"ready": is_ready, "reasons": reasons}, status=200 if is_ready else 503
        )

    application.add_routes([web.get("/healthz", _healthy), web.get("/readyz", ready), *routes])
    if metrics is not None:

        async def measured(_request: web.Request) -> web.Response:
            return web.Response(body=await metrics(), headers={"Content-Type": PROMETHEUS})

        application.add_routes([web.get("/metrics", measured)])
    runner = web.AppRunner(
        application,
        access_log=None,
        shutdown_timeout=FINISH_SECONDS,
        keepalive_timeout=IDLE_SECONDS,
        lingering_time=LINGER_SECONDS,
        # No service compresses its posts; a stranger's small post could become a large one.
        auto_decompress=False,
    )
    await runner.setup()
    try:
        await GuardedSite(runner, host, port, connections).start()
    except OSError as error:
        await runner.cleanup()
        if error.errno in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise PortInUse(f"{host}:{port}") from error
        raise
    return runner


async def _healthy(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})
