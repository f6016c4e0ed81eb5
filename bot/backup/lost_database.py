"""A commune does not begin anew without a word: a database that should be there is asked for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bot.backup.atomic_files import UNFINISHED
from bot.backup.backups import PREFIX, backup_folder
from bot.backup.manifest import ERASED, HEADS
from bot.errors import OperatorError
from bot.process.database import database_location, explain_errors, printable
from storage.engine import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.settings.settings import Settings

RESTORING = ".restoring"
"""Suffix of the file that stands beside a database while a restore exchanges it."""
STAGED = ".restoring"
"""The folder, in the data folder, of a copy's files before they are put in place."""
SUFFIXES = ("", "-wal", "-shm")
"""Suffixes of the files that make up one SQLite database."""


def clear_unfinished(database: Path, data_dir: Path) -> None:
    """Remove what a killed restore prepared: it may hold words that were erased since. Raises OSError.

    The caller holds the database's lock, or removes another's work.
    """
    for suffix in SUFFIXES:
        database.with_name(database.name + UNFINISHED + suffix).unlink(missing_ok=True)
    if (data_dir / STAGED).exists():
        shutil.rmtree(data_dir / STAGED)


def refuse_new_beside_old(settings: Settings) -> None:
    """Raise OperatorError if there is no database, but traces of one.

    The disk may not be mounted, the address may have a slip, or a restore was interrupted. A new, empty
    database would answer people as if they had never written.
    """
    where = database_location(settings)
    if isinstance(where, str):
        with explain_errors(where):
            is_new = schema.is_empty(where)
        traces = list(_traces(settings, None))
    else:
        _refuse_interrupted(where)
        is_new = not where.exists() or where.stat().st_size == 0
        traces = list(_traces(settings, where))
    if is_new and traces:
        raise OperatorError(
            f"There is no database at {printable(where)}, but {traces[0]} is of one: see that the disk is "
            "mounted and NGHEDAN_DATABASE_URL is right, or `nghedan restore` a copy; to begin anew all "
            "the same, move that away first"
        )


def _refuse_interrupted(where: Path) -> None:
    marker = where.with_name(where.name + RESTORING)
    if marker.exists():
        copy = marker.read_text().partition("\n")[0]
        raise OperatorError(
            f"A restore was interrupted while it exchanged {where}: run `nghedan restore FOLDER "
            f"--replace` again (it was {copy}); the former database is beside it"
        )


def _traces(settings: Settings, where: Path | None) -> Iterator[Path]:
    """What a lost database left: copies, the manifest, received files, one put aside by a restore."""
    folder = backup_folder(settings)
    if folder.is_dir():
        yield from sorted(folder.glob(f"{PREFIX}*"))[-1:]
        yield from (folder / name for name in (ERASED, HEADS) if (folder / name).exists())
    received = settings.data_dir / "files"
    if received.is_dir() and any(received.iterdir()):
        yield received
    if where is not None and where.parent.is_dir():
        yield from sorted(where.parent.glob(f"{where.name}.before*"))[:1]
