"""A service over real HTTP, whose answers a test sets."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Self

import orjson
from aiohttp import web
from aiohttp.test_utils import TestServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class StandIn:
    """Its next answers by the name of what is called (a method, a path). Use it as
    `async with`."""

    def __init__(self, routes: Iterable[web.RouteDef]) -> None:
        self._next: dict[str, list[Callable[[web.Request], Any]]] = defaultdict(list)
        application = web.Application(client_max_size=50_000_000)
        application.add_routes(routes)
        self.server = TestServer(application)

    async def __aenter__(self) -> Self:
        await self.server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.close()

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def says(self, name: str, body: bytes | dict[str, Any], status: int = 200) -> None:
        """The next call is answered with exactly this."""
        self._next[name].append(lambda _request: as_json(body, status))

    def cuts(self, name: str) -> None:
        """The next call is received, and its answer lost."""

        def cut(request: web.Request) -> web.Response:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self._next[name].append(cut)

    def waits(self, name: str, release: asyncio.Event, answer: dict[str, Any]) -> None:
        """The next call is answered only after `release`."""

        async def wait() -> web.Response:
            await release.wait()
            return as_json(answer)

        self._next[name].append(lambda _request: wait())

    async def told(self, name: str, request: web.Request) -> web.StreamResponse | None:
        """The answer that a test set; None: the usual answer."""
        if not self._next[name]:
            return None
        answer = self._next[name].pop(0)(request)
        found: web.StreamResponse = await answer if asyncio.iscoroutine(answer) else answer
        return found


def as_json(answer: bytes | dict[str, Any], status: int = 200) -> web.Response:
    """An answer; bytes are sent as they are."""
    if isinstance(answer, bytes):
        return web.Response(body=answer, status=status)
    return web.Response(body=orjson.dumps(answer), status=status, content_type="application/json")
