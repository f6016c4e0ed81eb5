"""A channel whose answers a test decides, and a clock that it moves."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.contract import TryAgain
from bot.delivery import Delivery
from bot.process.clock import Clock
from domain.messages.message import Outgoing
from storage.messages import outbox
from tests.bot.quiet import CHANNEL, Quiet

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.contract import SendError, SendRequest
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


class StandingClock(Clock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Service(Quiet):
    """Accepts every message at once, unless a test sets errors."""

    def __init__(self, name: str = CHANNEL) -> None:
        self.name = name
        self.arrived: list[SendRequest] = []
        self.tried: list[tuple[float, str, str]] = []
        """(Loop time, chat, text) of each try."""
        self.errors: dict[str, list[Exception | None]] = defaultdict(list)
        """What the next tries of a chat raise; None: it arrives."""
        self.poison = ""
        """A text at which it always falls ill."""
        self.gate = asyncio.Event()
        """Cleared: tries wait here."""
        self.gate.set()
        self.under_way = 0
        self.most_under_way = 0
        self.by_chat: dict[str, int] = defaultdict(int)
        self.most_by_chat = 0

    async def send(self, request: SendRequest) -> str:
        text = request.message.text if request.message else request.operation
        self.tried.append((asyncio.get_running_loop().time(), request.chat, text))
        self.under_way += 1
        self.by_chat[request.chat] += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self.most_by_chat = max(self.most_by_chat, self.by_chat[request.chat])
        try:
            await asyncio.sleep(0)
            await self.gate.wait()
            if self.poison and text == self.poison:
                raise TryAgain("ill")
            if self.errors[request.chat] and (error := self.errors[request.chat].pop(0)):
                raise error
        finally:
            self.under_way -= 1
            self.by_chat[request.chat] -= 1
        self.arrived.append(request)
        return str(len(self.arrived))

    @property
    def texts(self) -> list[str]:
        """What arrived, in order."""
        return [request.message.text if request.message else "" for request in self.arrived]


class Post:
    """A delivery that runs, its service, its clock. Use it as `async with Post(database) as post`."""

    def __init__(self, database: Database, **options: Any) -> None:
        self.database = database
        self.clock = StandingClock()
        self.service = Service()
        rate_limits = options.pop("rate_limits", None)
        self._rate_limits = rate_limits
        self.delivery = self.delivering(**options)
        self._run: asyncio.Task[None] | None = None

    def delivering(self, **options: Any) -> Delivery:
        """A delivery of this post's."""
        return Delivery(self.database, self.clock, self.service, self._rate_limits, **options)

    async def __aenter__(self) -> Post:
        self._run = asyncio.get_running_loop().create_task(self.delivery.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    async def end(self) -> None:
        """Drain."""
        if self._run is not None:
            self.delivery.drain()
            self.service.gate.set()
            run, self._run = self._run, None
            await asyncio.wait_for(run, 12)

    async def again(self) -> None:
        """Drain, and begin anew as after a restart."""
        await self.end()
        self.delivery = self.delivering()
        await self.__aenter__()

    async def put(self, *texts: str, chat: str = "1", **more: Any) -> list[int]:
        """Put rows into the outbox without telling delivery; returns their ids."""

        def work(tx: Transaction) -> list[int]:
            return [
                outbox.put(
                    tx,
                    channel=CHANNEL,
                    chat=chat,
                    now=self.clock.now(),
                    message=Outgoing(text),
                    **more,
                )
                for text in texts
            ]

        return await self.database.transact(work)

    async def until(self, what: Callable[[], object]) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(5):
            while not what():
                await asyncio.sleep(0.005)

    async def arrives(self, *texts: str) -> None:
        """Wait until exactly these arrived, in this order."""
        await self.until(lambda: len(self.service.arrived) >= len(texts))
        assert self.service.texts == list(texts)

    async def rest(self, seconds: float = 0.05) -> None:
        """Let happen what wants to happen."""
        await asyncio.sleep(seconds)

    async def states(self) -> dict[str, int]:
        """How many rows are in each state."""

        def work(tx: Transaction) -> dict[str, int]:
            from sqlalchemy import func, select

            from storage.tables.message import outbox as table

            rows: Any = tx.core.execute(
                select(table.c.state, func.count()).group_by(table.c.state)
            ).all()
            return dict(rows)

        return await self.database.read(work)

    async def held(self) -> list[str]:
        """The park reasons of the parked rows."""

        def work(tx: Transaction) -> list[str]:
            from sqlalchemy import select

            from storage.tables.message import outbox as table

            rows = tx.core.execute(select(table.c.error).where(table.c.state == "parked"))
            return [row.error for row in rows]

        return await self.database.read(work)

    def fails(self, *errors: SendError | None, chat: str = "1") -> None:
        """What the next tries of a chat come to."""
        self.service.errors[chat].extend(errors)
