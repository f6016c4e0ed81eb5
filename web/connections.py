"""A listening socket that strangers cannot fill: connections are few, and each must soon ask.

aiohttp waits for ever for the first request of a connection. Here a connection that has not sent the
head of a request within `HEAD_SECONDS` is closed, and so is any beyond `MOST_CONNECTIONS`. Between two
requests aiohttp's own `keepalive_timeout` counts, for a body `bot.channels.webhook_requests`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEAD_SECONDS = 10.0
"""Seconds for the head of a connection's first request."""
IDLE_SECONDS = 75.0
"""Seconds for which a connection may wait for its next request."""
MOST_CONNECTIONS = 200
"""Telegram opens at most 100 (core.telegram.org/bots/api#setwebhook), the others a few."""


class Connections:
    """The open connections, each with the timer that closes it if it does not ask."""

    def __init__(
        self, *, most: int = MOST_CONNECTIONS, head_seconds: float = HEAD_SECONDS
    ) -> None:
        self._most = most
        self._head_seconds = head_seconds
        self._timers: dict[asyncio.BaseTransport, asyncio.TimerHandle] = {}

    def opened(self, transport: asyncio.Transport) -> bool:
        """Count a connection and start its timer. Returns False, and closes it, when it is too much."""
        if len(self._timers) >= self._most:
            transport.abort()
            return False
        loop = asyncio.get_running_loop()
        self._timers[transport] = loop.call_later(self._head_seconds, transport.abort)
        return True

    def closed(self, transport: asyncio.BaseTransport) -> None:
        """Forget a connection."""
        timer = self._timers.pop(transport, None)
        if timer is not None:
            timer.cancel()

    @web.middleware
    async def asked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Stop the timer of the connection on which a request came."""
        timer = self._timers.get(cast("asyncio.BaseTransport", request.transport))
        if timer is not None:
            timer.cancel()
        return await handler(request)


class _Guarded(asyncio.Protocol):
    """Stands between a socket and aiohttp's protocol, which it passes everything on to."""

    def __init__(self, connections: Connections, inner: asyncio.Protocol) -> None:
        self._connections = connections
        self._inner = inner
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        made = cast("asyncio.Transport", transport)
        if self._connections.opened(made):
            self._transport = made
            self._inner.connection_made(made)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._connections.closed(self._transport)
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._transport is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()


class GuardedSite(web.BaseSite):
    """Listens on a host and port; its connections are bounded."""

    def __init__(
        self, runner: web.BaseRunner, host: str, port: int, connections: Connections
    ) -> None:
        super().__init__(runner)
        self._host = host
        self._port = port
        self._connections = connections

    @property
    def name(self) -> str:
        """The address, for messages."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Begin to listen. Raises OSError."""
        await super().start()
        server = self._runner.server
        if server is None:
            raise RuntimeError("the runner was not set up")

        def make() -> _Guarded:
            return _Guarded(self._connections, server())

        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(make, self._host, self._port, backlog=128)
