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
"""Seconds that SQLite itself waits for another process's lock before it fails."""


def open_file(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Open the database file with the settings that this program needs.

    Autocommit mode: the driver never begins a transaction, we execute BEGIN and COMMIT. WAL with
    `synchronous=FULL`: what was committed survives a power cut. `secure_delete`: deleted data is
    overwritten.
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
        # A process that gives up must end to be restarted: Python would wait for this thread.
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
        """Connect SQLAlchemy now and not at first use: it rolls back once when it first connects."""
        self._core = core_on(self._conn, "sqlite://").connect()

    def transaction(self) -> Transaction:
        """A fresh transaction object over this connection; call it in the owning thread."""
        return Transaction(self._conn.cursor(), self._core)

    def begin_writing(self, chats: Collection[Chat]) -> None:  # noqa: ARG002
        """Begin. SQLite has one writer at a time, so no chat needs a lock of its own."""
        self._conn.execute("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        """Begin a read transaction on one snapshot."""
        self._conn.execute("BEGIN")

    def announce(self, withdrawn: Sequence[int]) -> None:
        """Do nothing: no other process delivers from a SQLite file."""

    def commit_now(self) -> None:
        """Commit with a statement: the driver's `commit()` is silent when no transaction is open."""
        self._conn.execute("COMMIT")

    def roll_back_now(self) -> None:
        """Roll back the transaction, if SQLite has not ended it already."""
        if self._conn.in_transaction:
            self._conn.execute("ROLLBACK")

    def forget_deleted(self) -> bool:
        """Move the write-ahead log into the file and truncate it.

        Returns False when a reader is using the log just now. Call it between transactions only.
        """
        busy, _pages, _moved = self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    @property
    def is_in_transaction(self) -> bool:
        """Whether the transaction is still open; an error may have ended it."""
        return self._conn.in_transaction
