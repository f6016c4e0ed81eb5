"""One PostgreSQL connection and the thread that owns it; it comes back after the server was away.

Autocommit mode, as on SQLite: the driver begins nothing of its own, we say BEGIN and COMMIT.
"""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar

import psycopg
from psycopg import pq
from psycopg.types.string import StrDumperUnknown

from storage.engine.core import core_on
from storage.engine.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from psycopg.abc import Buffer
    from sqlalchemy import Connection as CoreConnection, Engine

    from storage.engine.connection import Chat

T = TypeVar("T")

CHANNEL = "nghedan_outbox"
"""The name under which processes tell each other that the outbox changed (LISTEN, NOTIFY)."""

TOLD_AT_ONCE = 700
"""Ids in one notification at most: PostgreSQL carries 8000 bytes."""

SESSION: dict[str, Any] = {
    "application_name": "nghedan",
    "connect_timeout": 5,
    # A peer that vanished without a word is noticed within about ten seconds, from both sides.
    "keepalives": 1,
    "keepalives_idle": 3,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "options": (
        "-c timezone=UTC -c tcp_keepalives_idle=3 -c tcp_keepalives_interval=2"
        " -c tcp_keepalives_count=3 -c lock_timeout=10s"
        " -c idle_in_transaction_session_timeout=30s"
    ),
}

_WORDS = "personal_text, sealed_words, conversation, audit_detail, person, account, submission"
"""The tables whose deleted or changed rows may hold somebody's words or identity."""


class _WithoutNul(StrDumperUnknown):
    """PostgreSQL has no place for NUL in a text: somebody's odd name must not fail their turn."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "") if "\0" in obj else obj)


def connect(url: str) -> psycopg.Connection[Any]:
    """A new connection in autocommit mode. Raises `psycopg.Error` when there is none to have."""
    connection = psycopg.connect(url, autocommit=True, **SESSION)
    connection.adapters.register_dumper(str, _WithoutNul)
    return connection


def engine_on(raw: psycopg.Connection[Any]) -> Engine:
    """SQLAlchemy's side of a connection."""
    return core_on(raw, "postgresql+psycopg://", use_native_hstore=False)


class NotCommitted(Exception):
    """COMMIT was answered with something else: a transaction that failed before was rolled back,
    which PostgreSQL does without an error."""


class PostgresConnection:
    """Runs whole functions in its thread, not single statements."""

    def __init__(self, url: str, *, writable: bool) -> None:
        self._url = url
        self._writable = writable
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="postgres")
        self._raw: psycopg.Connection[Any] | None = None
        self._core: CoreConnection

    @classmethod
    async def open(cls, url: str, *, writable: bool) -> PostgresConnection:
        """Connect. Raises `psycopg.Error` when the server cannot be reached."""
        connection = cls(url, writable=writable)
        try:
            await connection.run(connection._connected)
        except psycopg.Error:
            connection._thread.shutdown(wait=False)
            raise
        return connection

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a synchronous function in the thread that owns the connection."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    async def close(self) -> None:
        """Close; the thread ends."""
        await self.run(self._drop)
        self._thread.shutdown()

    def transaction(self) -> Transaction:
        """A fresh transaction object over this connection; call it in the owning thread."""
        return Transaction(self._connected().cursor(), self._core)

    def begin_writing(self, chats: Collection[Chat]) -> None:
        """Begin, and take the locks of the chats, always in one order: two processes that want
        the same ones cannot wait for each other. They end with the transaction."""
        raw = self._begun("BEGIN")
        if chats:
            keys = sorted({_key(chat) for chat in chats})
            raw.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) key", (keys,))

    def begin_reading(self) -> None:
        """Begin on one snapshot."""
        self._begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def announce(self, withdrawn: Sequence[int]) -> None:
        """Have other processes told, by the commit, that the outbox changed."""
        raw = self._connected()
        for start in range(0, len(withdrawn) or 1, TOLD_AT_ONCE):
            some = ",".join(map(str, withdrawn[start : start + TOLD_AT_ONCE]))
            raw.execute("SELECT pg_notify(%s, %s)", (CHANNEL, some))

    def commit_now(self) -> None:
        """Commit, or raise: a failed transaction's COMMIT is a silent rollback."""
        answer = self._connected().execute("COMMIT").statusmessage
        if answer != "COMMIT":
            raise NotCommitted(answer)

    def roll_back_now(self) -> None:
        """Leave no transaction open; a connection that is lost has none."""
        raw = self._raw
        if raw is None:
            return
        if raw.closed or raw.info.transaction_status is pq.TransactionStatus.UNKNOWN:
            self._drop()
        elif raw.info.transaction_status is not pq.TransactionStatus.IDLE:
            raw.execute("ROLLBACK")

    @property
    def is_in_transaction(self) -> bool:
        """Whether the server still holds the transaction; a lost connection ended it."""
        return (
            self._raw is not None
            and not self._raw.closed
            and self._raw.info.transaction_status
            in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)
        )

    def forget_deleted(self) -> bool:
        """Have dead rows removed, which nobody sees but a file of the server still holds. What an
        older reader still sees stays until the server's own vacuum."""
        self._connected().execute(f"VACUUM {_WORDS}")
        return True

    def _connected(self) -> psycopg.Connection[Any]:
        if self._raw is None:
            raw = connect(self._url)
            if not self._writable:
                raw.execute("SET default_transaction_read_only = on")
            # Now and not at first use: SQLAlchemy asks and sets things while it gets to know it.
            self._core = engine_on(raw).connect()
            self._raw = raw
        return self._raw

    def _begun(self, begin: LiteralString) -> psycopg.Connection[Any]:
        """Begin; a connection that the server ended since it was last used is made anew."""
        raw = self._connected()
        try:
            raw.execute(begin)
        except psycopg.OperationalError:
            if not raw.closed:
                raise
            self._drop()
            raw = self._connected()
            raw.execute(begin)
        return raw

    def _drop(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()


def _key(chat: Chat) -> int:
    """A chat's number among the server's advisory locks: the same in every process."""
    digest = hashlib.blake2b("\0".join(chat).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
