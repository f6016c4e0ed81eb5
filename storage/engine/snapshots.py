"""Copy a SQLite database while it is in use, and list the erased people."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from domain.reading.classify import reads_like_denunciation
from storage.cases import sealed
from storage.tables.person import person
from storage.updates import deferred_updates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from storage.engine.transaction import Transaction

_OPEN_MARK = 128
"""Byte of the -shm file that every connection holds a lock on (sqlite.org/walformat.html)."""
_PAGES = 2048
"""Pages copied between two checks whether to stop: eight megabytes."""
_STEPS = 10_000
"""SQLite's own steps between two such checks."""


Gone = tuple[int, str]
"""An erased person: their id, and when they first wrote (ISO 8601, UTC).

Both, because after an older copy is restored the same id is given again.
"""


class CopyFailed(Exception):
    """The disk or the database failed, or the copy was stopped; the message says which."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The result of a copy, for the caller."""

    paths: tuple[str, ...]
    """Paths of the files that it names, below the data directory."""
    erased: frozenset[Gone]
    """Everybody who had been erased."""


def copy(used: Path, made: Path, is_stopped: Callable[[], bool]) -> Copied:
    """Copy a database as it stands at one moment, while others may write to it.

    The copy is readable by its owner only. It leaves out sealed words, deferred messages that will be
    sealed, and the services' tokens: they change daily, so an old one is of use to a thief alone.
    `is_stopped` is asked many times a second. Raises `CopyFailed`.
    """

    def go_on(*_progress: int) -> None:
        if is_stopped():
            raise CopyFailed("it was told to stop")

    try:
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(used)) as source, closing(_alone(made)) as target:
            # One snapshot for all steps, or each commit in between would begin the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT 1 FROM sqlite_master").fetchone()
            source.backup(target, pages=_PAGES, progress=go_on)
            target.set_progress_handler(lambda: int(is_stopped()), _STEPS)
            target.execute("PRAGMA secure_delete = ON")
            _leave_out_denunciations(target)
            target.execute("DELETE FROM service_access")
            target.execute("VACUUM")
            paths = target.execute("SELECT path FROM file WHERE path <> ''").fetchall()
            return Copied(tuple(path for (path,) in paths), _erased(target))
    except (sqlite3.Error, OSError) as error:
        go_on()
        raise CopyFailed(f"{type(error).__name__}: {error}") from None


def _leave_out_denunciations(target: sqlite3.Connection) -> None:
    """Delete sealed words from the copy, and deferred messages that will be sealed.

    Those are of senders whose denunciation screen is open, or one of whose messages reads like a
    denunciation.
    """
    senders = set(target.execute("SELECT channel, chat, sender FROM sealed_words"))
    senders.update(
        (channel, chat, sender)
        for channel, chat, sender, offered in target.execute(
            "SELECT channel, chat, sender, offered FROM conversation WHERE holding"
        )
        if sealed.is_screen(json.loads(offered or "[]"))
    )
    waiting = target.execute(
        "SELECT channel, chat, sender, body FROM held_update"
        " JOIN personal_text ON personal_text.id = text_id"
    )
    senders.update(
        (channel, chat, sender)
        for channel, chat, sender, body in waiting.fetchall()
        if reads_like_denunciation(deferred_updates.words_in(body))
    )
    target.execute("DELETE FROM sealed_words")
    for sender in senders:
        of_sender = "channel = ? AND chat = ? AND sender = ?"
        words = target.execute(f"SELECT text_id FROM held_update WHERE {of_sender}", sender)  # noqa: S608
        texts = words.fetchall()
        target.execute(f"DELETE FROM held_update WHERE {of_sender}", sender)  # noqa: S608
        target.executemany("DELETE FROM personal_text WHERE id = ?", texts)


def erased_in(path: Path) -> frozenset[Gone]:
    """Everybody erased, according to a database file. Raises `CopyFailed` when it is broken."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return _erased(connection)
    except sqlite3.Error as error:
        raise CopyFailed(type(error).__name__) from None


def cases_in(path: Path) -> int:
    """How many cases a database file has. Raises `CopyFailed` when it cannot be read."""
    with _reading(path) as connection:
        (count,) = connection.execute("SELECT count(*) FROM submission").fetchone()
        return count  # type: ignore[no-any-return]


def paths_in(path: Path) -> list[str]:
    """The paths of files that a database file names. Raises `CopyFailed` when it cannot be read."""
    with _reading(path) as connection:
        return [one for (one,) in connection.execute("SELECT path FROM file WHERE path <> ''")]


def strangeness(path: Path) -> str:
    """Why a database file is not as we make them, for an operator; empty if it is.

    A view or a trigger would be a stranger's, and run with our rights. Raises `CopyFailed` when it cannot
    be read.
    """
    with _reading(path) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            return "is damaged"
        kinds = {kind for (kind,) in connection.execute("SELECT type FROM sqlite_master")}
    strange = sorted(kinds - {"table", "index"})
    return f"has a {strange[0]}, which ours has not" if strange else ""


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            yield connection
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


def erased_people(tx: Transaction) -> list[Gone]:
    """Everybody who was erased."""
    rows = tx.core.execute(
        select(person.c.id, person.c.created_at).where(person.c.erased_at.is_not(None))
    )
    return [_gone(row.id, row.created_at) for row in rows]


def to_forget_again(tx: Transaction, erased: set[Gone]) -> list[int]:
    """Ids of those among `erased` whom this database still has."""
    rows = tx.core.execute(
        select(person.c.id, person.c.created_at)
        .where(person.c.erased_at.is_(None))
        .order_by(person.c.id)
    )
    return [row.id for row in rows if _gone(row.id, row.created_at) in erased]
