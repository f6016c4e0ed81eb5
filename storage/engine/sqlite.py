"""One SQLite connection and the thread that owns it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, TypeVar

import aiosqlite

from storage.engine.core import core_on
from storage.engine.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from sqlalchemy import Connection as CoreConnection

    from storage.engine.connection import Chat

T = TypeVar("T")

BUSY_SECONDS = 5.0
"""How long SQLite itself waits for another process's lock before it says so."""


def open_file(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Open the database file as this program needs it.

    Autocommit mode: the driver begins nothing of its own, we say BEGIN and COMMIT. WAL with
    `synchronous=FULL`: what was committed survives a power cut. `secure_delete`: what was erased
    is overwritten.
    """
    raw = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA secure_delete = ON")
        raw.execute("PRAGMA temp_store = MEMORY")
        raw.execute("PRAGMA cache_size = -16000")
        if writable:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
        else:
            raw.execute("PRAGMA query_only = ON")
    except sqlite3.Error:
        raw.close()
        raise
    return raw


class SqliteConnection(aiosqlite.Connection):
    """An aiosqlite connection that runs whole functions in its thread, not single statements.

    SQLAlchemy sits on the same raw connection, for Core statements inside that thread.
    """

    def __init__(self, path: Path, *, writable: bool) -> None:
        super().__init__(lambda: open_file(path, writable=writable), iter_chunk_size=64)
        # A process that breaks off ends, and is started again: Python would wait for this thread.
        self._thread.daemon = True
        self._core: CoreConnection

    @classmethod
    async def open(cls, path: Path, *, writable: bool) -> SqliteConnection:
        """Connect. Raises `sqlite3.Error` when the file cannot be opened."""
        connection = cls(path, writable=writable)
        await connection
        await connection.run(connection._attach)
        return connection

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a synchronous function in the thread that owns the connection."""
        result: T = await self._execute(function, *arguments)  # type: ignore[no-untyped-call]
        return result

    def _attach(self) -> None:
        """Now and not at first use: SQLAlchemy rolls back once while it gets to know a database."""
        self._core = core_on(self._conn, "sqlite://").connect()

    def transaction(self) -> Transaction:
        """A fresh transaction object over this connection; call it in the owning thread."""
        return Transaction(self._conn.cursor(), self._core)

    def begin_writing(self, chats: Collection[Chat]) -> None:  # noqa: ARG002
        """Say BEGIN ourselves: in autocommit mode nobody else does. One writer at a time: no chat
        needs a lock of its own."""
        self._conn.execute("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        """Begin on one snapshot."""
        self._conn.execute("BEGIN")

    def announce(self, withdrawn: Sequence[int]) -> None:
        """Nobody else delivers what lies in a file."""

    def commit_now(self) -> None:
        """An explicit COMMIT: the driver's `commit()` is silent when no transaction is open."""
        self._conn.execute("COMMIT")

    def roll_back_now(self) -> None:
        """Leave no transaction open; does nothing when SQLite already ended it."""
        if self._conn.in_transaction:
            self._conn.execute("ROLLBACK")

    def forget_deleted(self) -> bool:
        """Bring the write-ahead log into the file and cut it to nothing; False when somebody
        reads from it just now. Between transactions only."""
        busy, _pages, _moved = self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    @property
    def is_in_transaction(self) -> bool:
        """Whether SQLite still holds the transaction: an error may have ended it."""
        return self._conn.in_transaction
