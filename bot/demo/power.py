"""The switch of the sandbox's page that kills and starts the bot.

    GET  URL            {"on": true}
    POST URL {"on": false}   kill -9, as in a power cut; {"on": true} starts the bot again

The address holds a secret that only the sandbox gets, and the server listens on this machine only.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.demo.children import Child


class Power:
    """A small HTTP server that controls one child. `url` is known after `open`."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._path = f"/{secrets.token_urlsafe(16)}"
        application = web.Application()
        application.router.add_get(self._path, self._show)
        application.router.add_post(self._path, self._turn)
        self._runner = web.AppRunner(application, access_log=None)
        self.url = ""

    async def open(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}{self._path}"

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _show(self, _request: web.Request) -> web.Response:
        return web.json_response({"on": self._child.on})

    async def _turn(self, request: web.Request) -> web.Response:
        try:
            wanted = (await request.json())["on"]
        except (ValueError, KeyError, TypeError):
            wanted = None
        if not isinstance(wanted, bool):
            return web.json_response({"error": 'send {"on": true} or {"on": false}'}, status=400)
        await (self._child.start() if wanted else self._child.kill())
        return await self._show(request)
