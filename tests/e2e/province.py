"""Several processes on one PostgreSQL database: intakes behind a gate, and deliveries."""

from __future__ import annotations

import asyncio
import itertools
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import aiohttp
from aiohttp import web

from storage.engine.postgres import connect
from tests.e2e.town import Process, Town, free_port

if TYPE_CHECKING:
    from pathlib import Path


PROOFS = (
    "X-Telegram-Bot-Api-Secret-Token",
    "X-Bot-Api-Secret-Token",
    "X-ZEvent-Signature",
    "X-ZEvent-Timestamp",
)
"""Headers with which a service authenticates its posts."""


class Gate:
    """A load balancer before the intakes.

    Each post goes to the next intake, or to another one if that does not answer. Every third post goes
    to all of them at once, as if an answer was lost.
    """

    def __init__(self, targets: list[str]) -> None:
        self.port = free_port()
        self._targets = targets
        self._posts = itertools.count()
        self._runner: web.AppRunner | None = None
        self._http: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._http = aiohttp.ClientSession()
        application = web.Application()
        application.router.add_post("/{service}", self._pass_on)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._http is not None:
            await self._http.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body, number = await request.read(), next(self._posts)
        proofs = {name: request.headers[name] for name in PROOFS if name in request.headers}
        if number % 3 == 0:
            found = await asyncio.gather(
                *(self._post(one + request.path, body, proofs) for one in self._targets)
            )
            return web.Response(status=200 if 200 in found else 503)
        for turn in range(len(self._targets)):
            target = self._targets[(number + turn) % len(self._targets)]
            if await self._post(target + request.path, body, proofs) == 200:
                return web.Response()
        return web.Response(status=503)

    async def _post(self, url: str, body: bytes, proofs: dict[str, str]) -> int:
        if self._http is None:
            raise RuntimeError("the gate is not open")
        try:
            async with self._http.post(url, data=body, headers=proofs) as answer:
                return answer.status
        except aiohttp.ClientError:
            return 502


class Province(Town):
    """A town with several bot processes, which can be killed and started one by one."""

    def __init__(self, folder: Path, url: str, *, intakes: int = 2, deliveries: int = 2) -> None:
        listening = [f"127.0.0.1:{free_port()}" for _ in range(intakes + deliveries)]
        self.gate = Gate([f"http://{one}" for one in listening[:intakes]])
        super().__init__(
            folder,
            NGHEDAN_DATABASE_URL=url,
            NGHEDAN_PUBLIC_URL=f"http://127.0.0.1:{self.gate.port}",
        )
        self.where = self._url = url
        processes = [
            Process(
                [sys.executable, "-m", "bot", "run", "--role", role],
                folder / f"{role}{number}.log",
                {
                    **self.environment,
                    "NGHEDAN_LISTEN": address,
                    "NGHEDAN_METRICS_LISTEN": f"127.0.0.1:{free_port()}",
                },
            )
            for number, address in enumerate(listening)
            for role in ("intake" if number < intakes else "delivery",)
        ]
        self.intakes, self.deliveries = processes[:intakes], processes[intakes:]

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        await self.gate.open()
        everybody = (*self.intakes, *self.deliveries)
        for one in (self.sandbox, *everybody):
            await one.start()
        await self.until(self._sandbox_answers)
        for one in everybody:
            await self.until(partial(_said, one, "ready"))
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(one.end() for one in (*self.intakes, *self.deliveries)))
        await self.gate.close()
        await self.clear_away()

    async def revive(self, one: Process) -> None:
        """Kill a process and start it again."""
        await one.end(signal.SIGKILL)
        await one.start()

    async def leader(self) -> Process:
        """Return the delivering process: the last running one that logged that it leads."""
        return await self.until(self._leads)  # type: ignore[no-any-return]

    def _leads(self) -> Process | None:
        for one in self.deliveries:
            if one.process is not None:
                parts = one.log.read_text().rpartition("leading: ")
                if parts[1] and '"ready"' not in parts[2] and "the lead is lost" not in parts[2]:
                    return one
        return None

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Return rows of the database, by a separate connection."""
        with connect(self._url) as connection:
            return connection.execute(sql.encode(), values).fetchall()


def _said(one: Process, word: str) -> bool:
    return word in one.log.read_text()
