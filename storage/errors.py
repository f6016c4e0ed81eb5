"""What can go wrong with a database: it is ill for a while, or the code is wrong."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError


class DatabaseIll(Exception):
    """The database cannot keep anything now (locked, full, read-only, broken): nothing of the
    work was stored, and the same work may succeed once it heals."""


class UnknownSchema(Exception):
    """The database was written by a newer version of this program."""


_ILLNESSES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)


def illness(error: BaseException) -> str:
    """Name the illness behind an error, for a log line; empty when the code is at fault.

    Only SQLite's primary result code decides (https://sqlite.org/rescode.html), never the text.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return ""
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None or (code & 0xFF) not in _ILLNESSES:
        return ""
    return str(getattr(cause, "sqlite_errorname", code))
