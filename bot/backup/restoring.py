"""The way back: a copy in the database's place, and what must follow however it came back."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from typing import TYPE_CHECKING

from bot.backup import atomic_files
from bot.backup.backups import DATABASE, LIST, checksum
from bot.backup.manifest import Manifest
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

ENDINGS = ("", "-wal", "-shm")
"""Of the files that are one SQLite database."""


def verified_files(copy: Path) -> dict[str, int]:
    """The files of a copy that is whole. Raises OperatorError for any other."""
    listed = copy / LIST
    if not listed.is_file():
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
        kept = copy / "files" / path
        if not kept.is_file() or kept.stat().st_size != size:
            raise OperatorError(f"{path} in {copy} is missing or was changed; choose another copy")
    return files


async def restore(copy: Path, to: Copies, now: datetime, *, replace: bool) -> int:
    """Put a copy in the place of the database; returns how many people were forgotten again.

    All is done to the copy before it takes the place, in one step: a restore that is interrupted
    changed nothing. What was there is kept beside it, with `.before` at the end of its name.
    Raises OperatorError for a copy that is not whole or of a newer version, a database in use, one
    that may not be replaced, a disk that refuses."""
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
    put = to.database.with_name(to.database.name + atomic_files.UNFINISHED)
    for ending in ENDINGS:
        put.with_name(put.name + ending).unlink(missing_ok=True)
    await asyncio.to_thread(shutil.copyfile, copy / DATABASE, put)
    put.chmod(0o600)
    for path in files:
        target = to.data_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(copy / "files" / path, target)
        atomic_files.fsync(target)
        atomic_files.fsync(target.parent)
    with explain_errors(copy):
        # First, for what forgets is written for this version's tables.
        schema.migrate(put)
        database = await Database.open(put)
    try:
        came_to = (await database.read(audit.head)).row
        again = await apply_erasures_and_audit(
            database, to.manifest, erased, to.data_dir, copy.name, now
        )
    finally:
        await database.close()
    # Also a write-ahead log without its database: SQLite would play it into the copy.
    _put_aside(to.database)
    atomic_files.put_in_place(put, to.database)
    to.manifest.truncate(came_to)
    return again


async def apply_erasures_and_audit(
    database: Database,
    manifest: Manifest,
    erased: set[Gone],
    data_dir: Path,
    name: str,
    now: datetime,
) -> int:
    """What must follow however an older database came back: those erased since are forgotten
    again, and the audit log says that it was put back (from `name`) and how far it had come. The caller cuts the ledger when the database is in its place. Returns how many were
    forgotten."""
    again = await database.read(lambda tx: snapshots.to_forget_again(tx, erased))
    for person_id in again:
        gone = await database.transact(
            lambda tx, row=person_id: erasure.erase(tx, row, now)  # type: ignore[misc]
        )
        for path in gone.paths:
            (data_dir / path).unlink(missing_ok=True)
    lost = manifest.newest_after((await database.read(audit.head)).row)

    def tell(tx: Transaction) -> None:
        noted = {"noted": [lost.at, lost.row, lost.chain]} if lost else {}
        audit.add(
            tx,
            actor=audit.SYSTEM,
            act="restored",
            subject=f"copy:{name}",
            now=now,
            after={"forgotten": len(again), **noted},
        )

    await database.transact(tell)
    await database.transact(audit.extend_chain)
    return len(again)


def _erased_in(database: Path) -> frozenset[Gone]:
    """Who had themselves erased, as the database to be replaced knows; a broken one says nothing."""
    try:
        return snapshots.erased_in(database)
    except snapshots.CopyFailed as error:
        log.warning("the replaced database cannot be read (%s)", error)
        return frozenset()


def _put_aside(database: Path) -> None:
    """Beside it, each under a name of its own: the second restore must not overwrite what the first
    one put aside. A log keeps its database's name before its ending, so that SQLite finds it."""
    aside, number = database.name + ".before", 1
    while any(database.with_name(aside + ending).exists() for ending in ENDINGS):
        number += 1
        aside = f"{database.name}.before{number}"
    for ending in ENDINGS:
        one = database.with_name(database.name + ending)
        if one.exists():
            one.replace(database.with_name(aside + ending))
