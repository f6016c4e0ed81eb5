"""Restores a backup copy, erases people again who were erased since, and records it."""

from __future__ import annotations

import asyncio
import logging
import shutil
from typing import TYPE_CHECKING

from bot.backup import atomic_files
from bot.backup.backups import DATABASE
from bot.backup.lost_database import RESTORING, STAGED, SUFFIXES, clear_unfinished
from bot.backup.manifest import Manifest
from bot.backup.verifying import refuse_strange_database, verified_files
from bot.errors import OperatorError
from bot.process.database import explain_errors
from storage import audit
from storage.engine import integrity, schema, snapshots
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
        _undo_half_exchange(to.database)
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
    clear_unfinished(to.database, to.data_dir)
    to.database.parent.mkdir(parents=True, exist_ok=True)
    prepared = to.database.with_name(to.database.name + atomic_files.UNFINISHED)
    await asyncio.to_thread(shutil.copyfile, copy / DATABASE, prepared)
    prepared.chmod(0o600)
    await asyncio.to_thread(refuse_strange_database, copy, prepared)
    with explain_errors(copy):
        # Migrate first: the code that erases people expects this version's tables.
        schema.migrate(prepared)
        database = await Database.open(prepared)
    try:
        last_row = (await database.read(audit.head)).row
        again = await complete_restore(database, to.manifest, erased, to.data_dir, copy.name, now)
        # Only files that are still mentioned: those of people erased since stay in the copy.
        mentioned = set(await database.read(integrity.paths)).intersection(files)
    finally:
        await database.close()
    staged = to.data_dir / STAGED
    try:
        await asyncio.to_thread(_stage, copy / "files", staged, mentioned)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    # All of the copy is on the disk before the old database loses its name. While the two are exchanged
    # a marker stands beside them: whoever starts the bot then is told, and no empty one is made.
    atomic_files.fsync(prepared)
    if snapshots.in_use(to.database):
        raise OperatorError(f"{to.database} is in use; stop the bot first")
    to.manifest.add_erased(erased)
    aside = _free_name(to.database)
    marker = to.database.with_name(to.database.name + RESTORING)
    atomic_files.write(marker, f"{copy.name}\n{aside.name}\n")
    # Also a write-ahead log without its database: SQLite would apply it to the copy.
    _rename_all(to.database, aside, SUFFIXES)
    atomic_files.put_in_place(prepared, to.database)
    for path in mentioned:
        target = to.data_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        atomic_files.put_in_place(staged / path, target)
    to.manifest.truncate(last_row)
    shutil.rmtree(staged)
    marker.unlink()
    atomic_files.fsync(marker.parent)
    return again


def _stage(kept: Path, staged: Path, paths: Iterable[str]) -> None:
    """Copy files to a folder of their own. Raises OSError.

    The old database names the same files: a kill in the middle of one would tear what is whole.
    """
    staged.mkdir(mode=0o700, parents=True)
    for path in paths:
        made = staged / path
        made.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(kept / path, made)
    atomic_files.fsync_tree(staged)


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


def _free_name(database: Path) -> Path:
    """The name for an old database that no earlier restore used."""
    aside, number = database.with_name(database.name + ".before"), 1
    while any(aside.with_name(aside.name + suffix).exists() for suffix in SUFFIXES):
        number += 1
        aside = database.with_name(f"{database.name}.before{number}")
    return aside


def _rename_all(old: Path, new: Path, suffixes: Iterable[str]) -> None:
    """Rename a database's files, in this order.

    The write-ahead log keeps its database's name before its suffix, so that SQLite finds it.
    """
    for suffix in suffixes:
        one = old.with_name(old.name + suffix)
        if one.exists():
            one.replace(new.with_name(new.name + suffix))


def _undo_half_exchange(database: Path) -> None:
    """Give an old database its name back if a kill came between it and the copy.

    Else its write-ahead log would be put aside under another name than the database itself.
    """
    marker = database.with_name(database.name + RESTORING)
    if database.exists() or not marker.exists():
        return
    _copy, _line, name = marker.read_text().strip().partition("\n")
    if name and database.with_name(name).exists():
        # The database itself last: until then a further kill leaves it to be undone.
        _rename_all(database.with_name(name), database, reversed(SUFFIXES))
