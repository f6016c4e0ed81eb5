"""Restores a backup copy, erases people again who were erased since, and records it."""

from __future__ import annotations

import asyncio
import logging
import shutil
from typing import TYPE_CHECKING

from bot.backup import atomic_files
from bot.backup.backups import DATABASE
from bot.backup.lost_database import RESTORING
from bot.backup.manifest import Manifest
from bot.backup.verifying import refuse_strange_database, verified_files
from bot.errors import OperatorError
from bot.process.database import explain_errors
from storage import audit
from storage.engine import schema, snapshots
from storage.engine.database import Database
from storage.people import erasure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from bot.backup.backups import Copies
    from storage.engine.snapshots import Gone
    from storage.engine.transaction import Transaction

log = logging.getLogger(__name__)

SUFFIXES = ("", "-wal", "-shm")
"""Suffixes of the files that make up one SQLite database."""


async def restore(copy: Path, to: Copies, now: datetime, *, replace: bool) -> int:
    """Replace the database by a copy; returns how many people were erased again.

    The copy is prepared first and then renamed in one step, so an interrupted restore changes nothing.
    The old database stays beside it, with the suffix `.before`. Raises OperatorError for a copy that is
    incomplete or of a newer version, for a database that is in use or that exists without `replace`,
    and for errors of the disk.
    """
    try:
        files = await asyncio.to_thread(verified_files, copy)
        erased = to.manifest.erased() | Manifest(copy.parent).erased()
        if snapshots.in_use(to.database):
            raise OperatorError(f"{to.database} is in use; stop the bot first")
        if to.database.exists():
            if not replace:
                raise OperatorError(
                    f"There is a database at {to.database}; "
                    "--replace puts it aside and the copy there"
                )
            erased |= _erased_in(to.database)
        return await _put(copy, files, to, erased, now)
    except OSError as error:
        raise OperatorError(
            f"{error.filename or to.database}: {error.strerror}; see to the disk, and its owner and rights"
        ) from None


async def _put(
    copy: Path, files: Iterable[str], to: Copies, erased: set[Gone], now: datetime
) -> int:
    to.database.parent.mkdir(parents=True, exist_ok=True)
    prepared = to.database.with_name(to.database.name + atomic_files.UNFINISHED)
    for suffix in SUFFIXES:
        prepared.with_name(prepared.name + suffix).unlink(missing_ok=True)
    await asyncio.to_thread(shutil.copyfile, copy / DATABASE, prepared)
    prepared.chmod(0o600)
    await asyncio.to_thread(refuse_strange_database, copy, prepared)
    for path in files:
        target = to.data_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(copy / "files" / path, target)
        atomic_files.fsync(target)
        atomic_files.fsync(target.parent)
    with explain_errors(copy):
        # Migrate first: the code that erases people expects this version's tables.
        schema.migrate(prepared)
        database = await Database.open(prepared)
    try:
        last_row = (await database.read(audit.head)).row
        again = await complete_restore(database, to.manifest, erased, to.data_dir, copy.name, now)
    finally:
        await database.close()
    # All of the copy is on the disk before the old database loses its name. While the two are exchanged
    # a marker stands beside them: whoever starts the bot then is told, and no empty one is made.
    atomic_files.fsync(prepared)
    marker = to.database.with_name(to.database.name + RESTORING)
    atomic_files.write(marker, f"{copy.name}\n")
    # Also a write-ahead log without its database: SQLite would apply it to the copy.
    _put_aside(to.database)
    atomic_files.put_in_place(prepared, to.database)
    to.manifest.truncate(last_row)
    marker.unlink()
    atomic_files.fsync(marker.parent)
    return again


async def complete_restore(
    database: Database,
    manifest: Manifest,
    erased: set[Gone],
    data_dir: Path,
    name: str,
    now: datetime,
) -> int:
    """Erase people again who were erased since, and record the restore in the audit log.

    It must follow every restore, also by PostgreSQL's own tools. `name`: where the database came from.
    Returns how many people were erased. The caller truncates the manifest afterwards.
    """
    again = await database.read(lambda tx: snapshots.to_forget_again(tx, erased))
    for person_id in again:
        gone = await database.transact(
            lambda tx, row=person_id: erasure.erase(tx, row, now)  # type: ignore[misc]
        )
        for path in gone.paths:
            (data_dir / path).unlink(missing_ok=True)
    lost = manifest.newest_after((await database.read(audit.head)).row)

    def record(tx: Transaction) -> None:
        noted = {"noted": [lost.at, lost.row, lost.chain]} if lost else {}
        audit.add(
            tx,
            actor=audit.SYSTEM,
            act="restored",
            subject=f"copy:{name}",
            now=now,
            after={"forgotten": len(again), **noted},
        )

    await database.transact(record)
    await database.transact(audit.extend_chain)
    return len(again)


def _erased_in(database: Path) -> frozenset[Gone]:
    """The erased people of the database that is replaced; none when it cannot be read."""
    try:
        return snapshots.erased_in(database)
    except snapshots.CopyFailed as error:
        log.warning("the replaced database cannot be read (%s)", error)
        return frozenset()


def _put_aside(database: Path) -> None:
    """Rename the old database's files, under a name that no earlier restore used.

    The write-ahead log keeps its database's name before its suffix, so that SQLite finds it.
    """
    aside, number = database.name + ".before", 1
    while any(database.with_name(aside + suffix).exists() for suffix in SUFFIXES):
        number += 1
        aside = f"{database.name}.before{number}"
    for suffix in SUFFIXES:
        one = database.with_name(database.name + suffix)
        if one.exists():
            one.replace(database.with_name(aside + suffix))
