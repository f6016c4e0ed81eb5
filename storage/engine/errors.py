"""What can go wrong with a database: it is ill for a while, or the code is wrong."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError


class DatabaseIll(Exception):
    """The database cannot keep anything now (locked, full, read-only, broken): nothing of the
    work was stored, and the same work may succeed once it heals."""


class Conflict(Exception):
    """Somebody else was at the same rows at the same time: the same work, run again, sees what
    they did. With one writer, on SQLite, it cannot happen."""


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


_SERVER_ILLNESSES = ("08", "25006", "53", "55P03", "57", "58", "XX")
"""How the SQLSTATE of a server that cannot serve now begins: connection, read-only, resources,
a lock that is held too long, an operator's intervention, the system's errors, corruption
(https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

_SERVER_CONFLICTS = frozenset({"40001", "40P01", "23505"})
"""Serialization failure, deadlock, and a unique row that another process wrote first."""


def illness(error: BaseException) -> str:
    """Name the illness behind an error, for a log line; empty when the code is at fault.

    Only the database's own code decides, never the text: SQLite's primary result code
    (https://sqlite.org/rescode.html), PostgreSQL's SQLSTATE.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return _server_illness(cause)
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None or (code & 0xFF) not in _ILLNESSES:
        return ""
    return str(getattr(cause, "sqlite_errorname", code))


def is_damage(name: str) -> bool:
    """Whether the illness of this name is damage that does not heal by itself: broken pages, a
    file that is no database, a disk that cannot read (SQLite), corruption (PostgreSQL's XX)."""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "XX"))


def is_conflict(error: BaseException) -> bool:
    """Whether the work is right and only met another process at the same rows."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, Conflict) or getattr(cause, "sqlstate", None) in _SERVER_CONFLICTS


def _server_illness(cause: BaseException | None) -> str:
    """psycopg's errors carry a SQLSTATE; one that has none came from the lost connection itself,
    when it is of the operational kind."""
    if cause is None or not hasattr(cause, "sqlstate"):
        return ""
    if cause.sqlstate is not None:
        return str(cause.sqlstate) if cause.sqlstate.startswith(_SERVER_ILLNESSES) else ""
    names = {kind.__name__ for kind in type(cause).__mro__}
    return "no connection" if names & {"OperationalError", "InterfaceError"} else ""
