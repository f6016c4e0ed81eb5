"""One PostgreSQL connection and the thread that owns it.

It reconnects when the server is back. Autocommit mode, as on SQLite: the driver never begins a
transaction, we execute BEGIN and COMMIT.
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
"""The LISTEN and NOTIFY channel by which processes learn that the outbox changed."""

IDS_AT_ONCE = 700
"""Ids in one notification at most: PostgreSQL carries 8000 bytes."""

SESSION: dict[str, Any] = {
    "application_name": "nghedan",
    "connect_timeout": 5,
    # Both sides notice a peer that vanished within about ten seconds.
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

WORDS = (
    "account, audit_detail, broadcast, call_back, case_word, conversation, failed_update, file, "
    "held_update, invitation, official, opinion, outbox, person, personal_text, satisfaction, "
    "sealed_words, service_use, submission, task, transcript, wrong_code"
)
"""The tables whose deleted or changed rows may hold somebody's words or identity."""


class _WithoutNul(StrDumperUnknown):
    """Removes NUL, which PostgreSQL cannot store in a text: an odd name must not fail a turn."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "") if "\0" in obj else obj)


def connect(url: str) -> psycopg.Connection[Any]:
    """A new connection in autocommit mode. Raises `psycopg.Error` when there is none."""
    connection = psycopg.connect(url, autocommit=True, **SESSION)
    connection.adapters.register_dumper(str, _WithoutNul)
    return connection


def engine_on(raw: psycopg.Connection[Any]) -> Engine:
    """A SQLAlchemy engine over this connection."""
    return core_on(raw, "postgresql+psycopg://", use_native_hstore=False)


class NotCommitted(Exception):
    """COMMIT rolled back, as PostgreSQL does without an error after a failed statement."""


class PostgresConnection:
    """A connection that runs whole functions in its thread, not single statements."""

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
        """Close the connection and end its thread."""
        await self.run(self._drop)
        self._thread.shutdown()

    def transaction(self) -> Transaction:
        """A fresh transaction object over this connection; call it in the owning thread."""
        return Transaction(self._connected().cursor(), self._core)

    def begin_writing(self, chats: Collection[Chat]) -> None:
        """Begin, and lock the chats until the transaction ends.

        Always in one order, so that two processes that want the same chats cannot deadlock.
        """
        raw = self._begun("BEGIN")
        if chats:
            keys = sorted({_key(chat) for chat in chats})
            raw.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) key", (keys,))

    def begin_reading(self) -> None:
        """Begin a read transaction on one snapshot."""
        self._begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def announce(self, withdrawn: Sequence[int]) -> None:
        """Notify other processes, when the transaction commits, that the outbox changed."""
        raw = self._connected()
        for start in range(0, len(withdrawn) or 1, IDS_AT_ONCE):
            some = ",".join(map(str, withdrawn[start : start + IDS_AT_ONCE]))
            raw.execute("SELECT pg_notify(%s, %s)", (CHANNEL, some))

    def commit_now(self) -> None:
        """Commit. Raises `NotCommitted` for a failed transaction, whose COMMIT is a silent rollback."""
        answer = self._connected().execute("COMMIT").statusmessage
        if answer != "COMMIT":
            raise NotCommitted(answer)

    def roll_back_now(self) -> None:
        """Roll back the transaction, if there is one; a lost connection has none."""
        raw = self._raw
        if raw is None:
            return
        if raw.closed or raw.info.transaction_status is pq.TransactionStatus.UNKNOWN:
            self._drop()
        elif raw.info.transaction_status is not pq.TransactionStatus.IDLE:
            raw.execute("ROLLBACK")

    @property
    def is_in_transaction(self) -> bool:
        """Whether the transaction is still open; a lost connection ended it."""
        return (
            self._raw is not None
            and not self._raw.closed
            and self._raw.info.transaction_status
            in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)
        )

    def forget_deleted(self) -> bool:
        """Remove dead rows, which are still in a file of the server's.

        What an older reader still sees stays until the server's own vacuum.
        """
        self._connected().execute(f"VACUUM {WORDS}")
        return True

    def _connected(self) -> psycopg.Connection[Any]:
        if self._raw is None:
            raw = connect(self._url)
            if not self._writable:
                raw.execute("SET default_transaction_read_only = on")
            # Now and not at first use: SQLAlchemy runs statements of its own when it first connects.
            self._core = engine_on(raw).connect()
            self._raw = raw
        return self._raw

    def _begun(self, begin: LiteralString) -> psycopg.Connection[Any]:
        """Begin; reconnect if the server closed the connection since it was last used."""
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
    """A chat's number among the server's advisory locks, the same in every process."""
    digest = hashlib.blake2b("\0".join(chat).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
