"""A copy of a SQLite database while it is used, and what is wrong with a database."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from storage import audit
from storage.tables.cases import file
from storage.tables.people import person

if TYPE_CHECKING:
    from pathlib import Path

    from storage.transaction import Transaction

_OPEN_MARK = 128
"""Byte of the -shm file that every connection holds a lock on (sqlite.org/walformat.html)."""


Gone = tuple[int, str]
"""Who had themselves erased: number, and when they first came (ISO 8601, UTC). Both, for a number is
given anew after an older copy was put back."""


class CopyFailed(Exception):
    """The disk or the database refused; says which error it was."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy speaks of."""

    paths: tuple[str, ...]
    """Its files, below the data directory."""
    erased: frozenset[Gone]
    """Who had themselves erased."""


def copy(used: Path, made: Path) -> Copied:
    """Copy a database of which others may write just now, as it stands at one moment, readable by
    its owner only. Words that are held for their author alone are not in the copy. Raises
    `CopyFailed`."""
    try:
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(used)) as source, closing(_alone(made)) as target:
            source.backup(target)
            target.execute("PRAGMA secure_delete = ON")
            target.execute("DELETE FROM sealed_words")
            target.execute("VACUUM")
            paths = target.execute("SELECT path FROM file WHERE path <> ''").fetchall()
            return Copied(tuple(path for (path,) in paths), _erased(target))
    except (sqlite3.Error, OSError) as error:
        raise CopyFailed(f"{type(error).__name__}: {error}") from None


def erased_in(path: Path) -> frozenset[Gone]:
    """Who had themselves erased, as a database file knows. Raises `CopyFailed` when it is broken."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return _erased(connection)
    except sqlite3.Error as error:
        raise CopyFailed(type(error).__name__) from None


def _erased(connection: sqlite3.Connection) -> frozenset[Gone]:
    rows = connection.execute("SELECT id, created_at FROM person WHERE erased_at IS NOT NULL")
    return frozenset(_gone(row, datetime.fromisoformat(came)) for row, came in rows)


def _gone(person_id: int, came: datetime) -> Gone:
    return person_id, came.astimezone(UTC).isoformat()


def _alone(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = MEMORY")
    return connection


def in_use(path: Path) -> bool:
    """Whether another process has this database open."""
    shared = path.with_name(path.name + "-shm")
    if not shared.exists():
        return False
    with shared.open("r+b") as opened:
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_MARK)
        except OSError:
            return True
    return False


def paths(tx: Transaction) -> list[str]:
    """The files that the database speaks of, below the data directory."""
    return list(tx.core.execute(select(file.c.path).where(file.c.path != "")).scalars())


def erased_people(tx: Transaction) -> list[Gone]:
    """Everybody who had themselves erased."""
    rows = tx.core.execute(
        select(person.c.id, person.c.created_at).where(person.c.erased_at.is_not(None))
    )
    return [_gone(row.id, row.created_at) for row in rows]


def to_forget_again(tx: Transaction, erased: set[Gone]) -> list[int]:
    """The numbers of those among `erased` whom this database still knows."""
    rows = tx.core.execute(
        select(person.c.id, person.c.created_at)
        .where(person.c.erased_at.is_(None))
        .order_by(person.c.id)
    )
    return [row.id for row in rows if _gone(row.id, row.created_at) in erased]


def problems(tx: Transaction, data_dir: Path) -> list[str]:
    """What is wrong, a line each: pages, references, the audit chain, files that are not there."""
    found: list[str] = []
    if tx.core.dialect.name == "sqlite":
        rows = tx.core.execute(text("PRAGMA integrity_check")).scalars()
        found += [f"database: {row}" for row in rows if row != "ok"]
        for table, row, parent, _key in tx.core.execute(text("PRAGMA foreign_key_check")):
            found.append(
                f"database: row {row} of {table} points to a row of {parent} that is gone"
            )
    broken = audit.first_broken(tx)
    if broken is not None:
        found.append(
            f"audit log: row {broken} was changed, moved or removed, or one before it was"
        )
    altered = audit.first_altered(tx)
    if altered is not None:
        found.append(f"audit log: what row {altered} says of before and after was changed")
    found += [
        f"files: {path} is not there" for path in paths(tx) if not (data_dir / path).is_file()
    ]
    return found
