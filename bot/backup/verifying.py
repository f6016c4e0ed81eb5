"""Verifies a copy as a restore would: complete, whole, of this program's schema, and of no stranger's."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from bot.backup.backups import DATABASE, LIST, checksum
from bot.errors import OperatorError
from storage.engine import schema, snapshots
from storage.engine.errors import UnknownSchema
from storage.engine.snapshots import CopyFailed


def verified_files(copy: Path) -> dict[str, int]:
    """Check a copy; returns {file: size in bytes}. Raises OperatorError if it is incomplete."""
    listed = copy / LIST
    if not listed.is_file() or (copy / DATABASE).is_symlink():
        raise OperatorError(
            f"{copy} is no finished copy; choose a folder that `nghedan backup` made"
        )
    try:
        found = json.loads(listed.read_text())
        files: dict[str, int] = found["files"]
        if checksum(copy / DATABASE) != found["database"]:
            raise OperatorError(f"The database in {copy} was changed since; choose another copy")
    except (ValueError, KeyError, TypeError):
        raise OperatorError(f"{listed} was changed since; choose another copy") from None
    for path, size in files.items():
        refuse_strange_path(copy, path)
        kept = copy / "files" / path
        if kept.is_symlink() or not kept.is_file() or kept.stat().st_size != size:
            raise OperatorError(f"{path} in {copy} is missing or was changed; choose another copy")
    return files


def refuse_strange_path(copy: Path, path: str) -> None:
    """Raise OperatorError unless a path of a copy stays below the folder of files."""
    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts or "\\0" in path:
        raise OperatorError(
            f"{copy} names the file {path!r}, which no copy of ours does; choose another copy"
        )


def refuse_strange_database(copy: Path, database: Path) -> None:
    """Raise OperatorError unless a copied database is whole and has only what ours has.

    `copy` is the folder that it came from, for the message.
    """
    try:
        strange = snapshots.strangeness(database)
        if strange:
            raise OperatorError(f"The database in {copy} {strange}; choose another copy")
        for path in snapshots.paths_in(database):
            refuse_strange_path(copy, path)
    except CopyFailed as error:
        raise OperatorError(
            f"The database in {copy} cannot be read ({error}); choose another copy"
        ) from None


def verify(copy: Path) -> None:
    """Put a copy back in a folder of its own, look it over, and remove that again.

    Raises OperatorError for a copy that could not be restored, OSError for the disk.
    """
    verified_files(copy)
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix=".verify-") as folder:
        database = Path(folder) / DATABASE
        shutil.copyfile(copy / DATABASE, database)
        refuse_strange_database(copy, database)
        try:
            schema.migrate(database)
        except UnknownSchema as error:
            raise OperatorError(f"{copy}: {error}") from None
