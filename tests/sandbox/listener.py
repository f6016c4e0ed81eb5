"""A bot's web server that receives the posts of a service."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass(frozen=True)
class Post:
    """One received post."""

    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The parsed JSON."""
        return orjson.loads(self.raw)


@dataclass
class Listener:
    """Answers with `statuses` in order, then with 200. `slow`: seconds before each answer."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    slow: float = 0.0
    posts: list[Post] = field(default_factory=list)

    async def got(self, count: int) -> list[Post]:
        """Wait for `count` posts, and return them."""
        async with asyncio.timeout(5):
            while len(self.posts) < count:
                await asyncio.sleep(0.01)
        return self.posts

    async def receive(self, request: web.Request) -> web.Response:
        """Store a post."""
        self.posts.append(Post(dict(request.headers), await request.read()))
        if self.slow:
            await asyncio.sleep(self.slow)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@asynccontextmanager
async def listening(*statuses: int) -> AsyncIterator[Listener]:
    """Run a listener on a free port."""
    listener = Listener(statuses=list(statuses))
    app = web.Application()
    app.router.add_post("/hook", listener.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield listener
    finally:
        await runner.cleanup()
