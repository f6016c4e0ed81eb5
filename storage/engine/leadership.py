"""Elects the process that leads: delivers, runs the jobs, extends the audit log's chain.

On a SQLite file there is one process. On PostgreSQL the leader holds an advisory lock on a connection
of its own. The server closes that connection when the process dies or is silent for `SILENCE`
seconds. The leader stops sending after `SURE` seconds without an answer, which is sooner, so two
processes never send at the same time.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import psycopg

log = logging.getLogger(__name__)

LEADING = 0x6E676866
"""The number of the advisory lock that the leader holds."""
ASK_AGAIN = 0.5
"""Seconds between a candidate's tries."""
HEARTBEAT = 1.0
"""Seconds between two checks that the lock's connection is alive."""
SURE = 4.0
"""Seconds after the last answer in which the leader may send."""
SILENCE = 8.0
"""Seconds without a statement after which the server closes the lock's connection."""


class Leadership(Protocol):
    """The right to lead: it can be won, lost and won again."""

    async def win(self) -> None:
        """Wait until this process leads."""
        ...

    async def lost(self, news: Callable[[list[int]], None]) -> None:
        """Wait until this process does not lead any more.

        Until then `news(withdrawn)` is called when another process changed the outbox; `withdrawn` are
        ids of rows that are not to be sent any more.
        """
        ...

    async def resign(self) -> None:
        """Let another process lead."""
        ...

    @property
    def is_sure(self) -> bool:
        """Whether no other process can lead at this moment."""
        ...


def leadership(where: Path | str) -> Leadership:
    """The leadership of a SQLite file, or of the PostgreSQL database at a URL."""
    return _Elected(where) if isinstance(where, str) else _Alone()


class _Alone:
    is_sure = True

    async def win(self) -> None:
        return

    async def lost(self, _news: Callable[[list[int]], None]) -> None:
        await asyncio.Event().wait()

    async def resign(self) -> None:
        return


class _Elected:
    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._answered_at = 0.0

    @property
    def is_sure(self) -> bool:
        now = asyncio.get_running_loop().time()
        return self._connection is not None and now - self._answered_at < SURE

    async def win(self) -> None:
        from psycopg import Error

        logged = False
        while True:
            try:
                if await self._try():
                    return
                if not logged:
                    log.info("another process leads; waiting")
                logged = True
            except (Error, TimeoutError) as error:
                log.warning("the database cannot say who leads (%s)", type(error).__name__)
                await self.resign()
            await asyncio.sleep(ASK_AGAIN)

    async def lost(self, news: Callable[[list[int]], None]) -> None:
        from psycopg import Error

        connection = self._connection
        if connection is None:
            return
        try:
            while True:
                async for notice in connection.notifies(timeout=HEARTBEAT):
                    news([int(number) for number in notice.payload.split(",") if number])
                    if asyncio.get_running_loop().time() - self._answered_at > HEARTBEAT:
                        break
                await self._beat(connection, "SELECT 1")
        except (Error, TimeoutError) as error:
            log.warning("the lead is lost (%s)", type(error).__name__)
            await self.resign()

    async def resign(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _try(self) -> bool:
        if self._connection is None:
            self._connection = await self._connect()
        connection = self._connection
        found = await self._beat(connection, f"SELECT pg_try_advisory_lock({LEADING})")
        if found:
            from storage.engine.postgres import CHANNEL

            await self._beat(connection, f"LISTEN {CHANNEL}")
        return found

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        from psycopg import AsyncConnection

        from storage.engine.postgres import SESSION

        connection = await AsyncConnection.connect(self._url, autocommit=True, **SESSION)
        await connection.execute(f"SET idle_session_timeout = '{int(SILENCE)}s'")
        return connection

    async def _beat(self, connection: psycopg.AsyncConnection[Any], sql: str) -> bool:
        """Run a statement. Its start counts as the time of the answer, which came after it."""
        asked_at = asyncio.get_running_loop().time()
        async with asyncio.timeout(SURE - HEARTBEAT):
            cursor = await connection.execute(sql.encode())
            row = await cursor.fetchone() if cursor.description else None
        self._answered_at = asked_at
        return bool(row and row[0])
