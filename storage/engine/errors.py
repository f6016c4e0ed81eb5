"""Sorts database errors: unavailable for a while, in conflict, or our own mistake."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError


class DatabaseIll(Exception):
    """The database is unavailable: locked, full, read-only, broken, away.

    Nothing of the work was stored. The same work may succeed later.
    """


class Conflict(Exception):
    """Another process changed the same rows at the same time. Run the same work again.

    It cannot happen on SQLite, which has one writer.
    """


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
"""Prefixes of the SQLSTATE of a server that cannot serve now.

They stand for: connection, read-only, resources, a lock timeout, an operator's intervention, system
errors, corruption (https://www.postgresql.org/docs/current/errcodes-appendix.html).
"""

_SERVER_CONFLICTS = frozenset({"40001", "40P01", "23505"})
"""Serialization failure, deadlock, and a unique row that another process wrote first."""


def illness(error: BaseException) -> str:
    """The name of the database's trouble behind an error; empty when it is our mistake.

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
    """Whether the trouble of this name is damage, which needs a restore and does not go away.

    Broken pages, a file that is no database, a disk that cannot read (SQLite), corruption
    (PostgreSQL's XX).
    """
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "XX"))


def is_conflict(error: BaseException) -> bool:
    """Whether the work failed only because another process changed the same rows."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, Conflict) or getattr(cause, "sqlstate", None) in _SERVER_CONFLICTS


def _server_illness(cause: BaseException | None) -> str:
    """The SQLSTATE of an error of psycopg's, when the server cannot serve now.

    An operational error without a SQLSTATE comes from a lost connection.
    """
    if cause is None or not hasattr(cause, "sqlstate"):
        return ""
    if cause.sqlstate is not None:
        return str(cause.sqlstate) if cause.sqlstate.startswith(_SERVER_ILLNESSES) else ""
    names = {kind.__name__ for kind in type(cause).__mro__}
    return "no connection" if names & {"OperationalError", "InterfaceError"} else ""
