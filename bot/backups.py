"""Copies of everything that is kept: made while the bot runs, turned over, put back.

A copy is a folder `nghedan-YYYYMMDD-HHMMSS` (the commune's time) with the database, the files that
it speaks of, and a list with a checksum. `erased.json` beside the copies names, by number and the
moment they first came, who had themselves erased: an older copy that is put back forgets them again.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import logging
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import OperatorError
from storage import copies, erasure
from storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from storage.copies import Gone

log = logging.getLogger(__name__)

DATABASE, LIST, ERASED = "nghedan.db", "list.json", "erased.json"
PREFIX = "nghedan-"
UNFINISHED = ".part"
NIGHT = 2
"""The hour, in the commune's time, from which the night's copy is due."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Where copies lie, of what, and how many are kept."""

    database: Path
    data_dir: Path
    folder: Path
    kept: int

    def all(self) -> list[Path]:
        """The finished copies, oldest first."""
        found = self.folder.glob(f"{PREFIX}*")
        return sorted(one for one in found if one.is_dir() and one.suffix != UNFINISHED)

    def is_due(self, local: datetime) -> bool:
        """Whether tonight's copy is still to be made; `local` is the commune's time."""
        # By this day's name, not by the newest: a clock that once ran ahead must not end the copies.
        tonight = f"{PREFIX}{local:%Y%m%d}-"
        return local.hour >= NIGHT and not any(one.name.startswith(tonight) for one in self.all())

    async def make(self, local: datetime) -> Path:
        """Make a copy, drop the oldest ones; returns its folder. Raises `CopyFailed`."""
        target = self.folder / f"{PREFIX}{local:%Y%m%d-%H%M%S}"
        with _told():
            await asyncio.to_thread(self._make, target)
        return target

    def keep_up(self, erased: Iterable[Gone]) -> None:
        """Note who had themselves erased, and remove what a killed copy left: it may hold words that
        no copy holds. Raises `CopyFailed`."""
        with _told():
            self.remember_erased(erased)
            if any(self._unfinished()):
                with self._alone():
                    self._clear()

    def _unfinished(self) -> Iterator[Path]:
        return self.folder.glob(f"{PREFIX}*{UNFINISHED}")

    def _clear(self) -> None:
        for left in list(self._unfinished()):
            shutil.rmtree(left)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else makes a copy here meanwhile. Raises BlockingIOError when somebody does."""
        opened = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(opened)

    def _make(self, target: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            self._clear()
            try:
                self._fill(target)
            finally:
                self._clear()

    def _fill(self, target: Path) -> None:
        made = target.with_name(target.name + UNFINISHED)
        made.mkdir(mode=0o700)
        copied = copies.copy(self.database, made / DATABASE)
        self.remember_erased(copied.erased)
        files = {}
        for path in copied.paths:
            source, kept = self.data_dir / path, made / "files" / path
            if source.is_file():
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, kept)
                files[path] = kept.stat().st_size
        listed = {"database": _checksum(made / DATABASE), "files": files}
        (made / LIST).write_text(json.dumps(listed, indent=1) + "\n")
        made.rename(target)
        for old in self.all()[: -self.kept]:
            shutil.rmtree(old)

    def remember_erased(self, people: Iterable[Gone]) -> None:
        """Note who had themselves erased."""
        known = self.erased()
        now = known | set(people)
        if now != known:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = self.folder / (ERASED + UNFINISHED)
            written.write_text(json.dumps(sorted(now)))
            written.replace(self.folder / ERASED)

    def erased(self) -> set[Gone]:
        """Who is noted."""
        noted = self.folder / ERASED
        known = json.loads(noted.read_text()) if noted.exists() else []
        return {(row, came) for row, came in known}


@contextmanager
def _told() -> Iterator[None]:
    """What the disk refuses is a copy that failed."""
    try:
        yield
    except BlockingIOError:
        raise copies.CopyFailed("another copy is being made just now") from None
    except OSError as error:
        raise copies.CopyFailed(f"{type(error).__name__}: {error.strerror}") from None


def looked_over(copy: Path) -> dict[str, int]:
    """The files of a copy that is whole. Raises OperatorError for any other."""
    listed = copy / LIST
    if not listed.is_file():
        raise OperatorError(
            f"{copy} is no finished copy; choose a folder that `nghedan backup` made"
        )
    found = json.loads(listed.read_text())
    files: dict[str, int] = found["files"]
    if _checksum(copy / DATABASE) != found["database"]:
        raise OperatorError(f"The database in {copy} was changed since; choose another copy")
    for path, size in files.items():
        kept = copy / "files" / path
        if not kept.is_file() or kept.stat().st_size != size:
            raise OperatorError(f"{path} in {copy} is missing or was changed; choose another copy")
    return files


async def put_back(copy: Path, to: Copies, now: datetime, *, replace: bool) -> int:
    """Put a copy in the place of the database; returns how many people were forgotten again.

    What was there is kept beside it, with `.before` at the end of its name. Raises OperatorError
    for a copy that is not whole, a database in use, one that may not be replaced."""
    files = await asyncio.to_thread(looked_over, copy)
    erased = to.erased() | Copies(to.database, to.data_dir, copy.parent, to.kept).erased()
    if copies.in_use(to.database):
        raise OperatorError(f"{to.database} is in use; stop the bot first")
    if to.database.exists():
        if not replace:
            raise OperatorError(
                f"There is a database at {to.database}; --replace puts it aside and the copy there"
            )
        erased |= _erased_in(to.database)
    # Also a write-ahead log without its database: SQLite would play it into the copy.
    _put_aside(to.database)
    to.database.parent.mkdir(parents=True, exist_ok=True)
    put = to.database.with_name(to.database.name + UNFINISHED)
    shutil.copyfile(copy / DATABASE, put)
    put.chmod(0o600)
    put.replace(to.database)
    for path in files:
        target = to.data_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(copy / "files" / path, target)
    return await _forget_again(to, erased, now)


async def _forget_again(to: Copies, erased: set[Gone], now: datetime) -> int:
    database = await Database.open(to.database)
    try:
        again = await database.read(lambda tx: copies.to_forget_again(tx, erased))
        for person_id in again:
            gone = await database.transact(
                lambda tx, row=person_id: erasure.erase(tx, row, now)  # type: ignore[misc]
            )
            for path in gone.paths:
                (to.data_dir / path).unlink(missing_ok=True)
    finally:
        await database.close()
    return len(again)


def _erased_in(database: Path) -> frozenset[Gone]:
    """Who had themselves erased, as the database to be replaced knows; a broken one says nothing."""
    try:
        return copies.erased_in(database)
    except copies.CopyFailed as error:
        log.warning("the replaced database cannot be read (%s)", error)
        return frozenset()


def _put_aside(database: Path) -> None:
    """Beside it, each under a name of its own: the second restore must not overwrite what the first
    one put aside. A log keeps its database's name before its ending, so that SQLite finds it."""
    endings = ("", "-wal", "-shm")
    aside, number = database.name + ".before", 1
    while any(database.with_name(aside + ending).exists() for ending in endings):
        number += 1
        aside = f"{database.name}.before{number}"
    for ending in endings:
        one = database.with_name(database.name + ending)
        if one.exists():
            one.replace(database.with_name(aside + ending))


def _checksum(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
