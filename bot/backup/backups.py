"""Makes backup copies of the database and its files, and removes old ones.

A copy is a folder `nghedan-YYYYMMDD-HHMMSS` (the commune's time) with the database, the files that it
mentions, and a list with sizes and a checksum. `bot.backup.restoring` restores one.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import logging
import os
import shutil
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.backup import atomic_files
from bot.backup.atomic_files import UNFINISHED
from bot.backup.manifest import NIGHT_HOUR, Manifest
from bot.errors import OperatorError
from bot.process.database import database_location
from storage.engine import snapshots
from storage.engine.snapshots import CopyFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.settings.settings import Settings

log = logging.getLogger(__name__)

DATABASE, LIST = "nghedan.db", "list.json"
PREFIX = "nghedan-"
MOMENT = "%Y%m%d-%H%M%S"
TESTED = "tested.txt"
"""The file, beside the copies, with the day on which one was last put back on trial and was whole."""
TEST_EVERY = timedelta(days=7)
"""How often one is: a copy that nobody tries is a hope."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies in one folder: of which database and files, and kept for how many days."""

    database: Path
    data_dir: Path
    folder: Path
    keep_days: int

    @property
    def manifest(self) -> Manifest:
        """The list of erased people and of the audit log's ends, stored beside the copies."""
        return Manifest(self.folder)

    def all(self) -> list[Path]:
        """The finished copies, oldest first."""
        found = self.folder.glob(f"{PREFIX}*")
        return sorted(one for one in found if one.is_dir() and one.suffix != UNFINISHED)

    def is_due(self, local: datetime) -> bool:
        """Whether tonight's copy is missing; `local` is the commune's time."""
        # By this day's name, not by the newest: a clock that once ran ahead must not stop the copies.
        tonight = f"{PREFIX}{local:%Y%m%d}-"
        return local.hour >= NIGHT_HOUR and not any(
            one.name.startswith(tonight) for one in self.all()
        )

    def dated_in_future(self, local: datetime) -> list[Path]:
        """Copies with a time in the future, because the clock once ran ahead.

        They are never removed: it may be today's clock that is wrong.
        """
        return [one for one in self.all() if _age(one, local) < -timedelta(days=1)]

    def newest_untested(self, local: datetime) -> Path | None:
        """The copy to put back on trial; None while the last trial is not a week old.

        Stored, and not a day of the week: the server may be off each Sunday night. Raises OSError.
        """
        noted = self.folder / TESTED
        last = noted.read_text().strip() if noted.exists() else ""
        since = local - TEST_EVERY
        if f"{since:%Y-%m-%d}" < last <= f"{local:%Y-%m-%d}":
            return None
        ahead = self.dated_in_future(local)
        return next((one for one in reversed(self.all()) if one not in ahead), None)

    def note_tested(self, local: datetime) -> None:
        """Store that a copy was whole today. Raises OSError."""
        atomic_files.write(self.folder / TESTED, f"{local:%Y-%m-%d}\n")

    async def make(self, local: datetime) -> Path:
        """Make a copy; returns its folder. Raises `CopyFailed`.

        If the caller is cancelled, copying stops within a moment and leaves nothing behind.
        """
        target = self.folder / f"{PREFIX}{local:{MOMENT}}"
        stop = threading.Event()
        try:
            with _copy_errors():
                await asyncio.to_thread(self._make, target, stop.is_set)
        finally:
            stop.set()
        return target

    async def rotate(self, local: datetime) -> None:
        """Remove unfinished copies, and finished ones older than `keep_days`. Raises `CopyFailed`.

        The newest copy always stays: while new copies fail, it is the only one to restore from. So does
        one that has many more cases than every later one: those are of an empty or a wrong database. An
        unfinished copy may hold texts that were erased since, so it must not stay.
        """
        with _copy_errors():
            await asyncio.to_thread(self._rotate, local)

    def _rotate(self, local: datetime) -> None:
        if any(self._unfinished()):
            # A process that is making a copy just now removes unfinished ones itself.
            with suppress(BlockingIOError), self._locked():
                self._clear()
        copies = self.all()
        for place, old in enumerate(copies[:-1]):
            is_old = _age(old, local) > timedelta(days=self.keep_days)
            if is_old and is_replaced(old, copies[place + 1 :]):
                # Renamed first: a copy with a final name is complete, also if this process is killed.
                left = old.with_name(old.name + UNFINISHED)
                old.rename(left)
                shutil.rmtree(left)

    def _unfinished(self) -> Iterator[Path]:
        return self.folder.glob(f"{PREFIX}*{UNFINISHED}")

    def _clear(self) -> None:
        for left in list(self._unfinished()):
            shutil.rmtree(left)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the folder. Raises BlockingIOError while another process makes a copy."""
        opened = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(opened)

    def _make(self, target: Path, is_cancelled: Callable[[], bool]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked():
            self._clear()
            try:
                self._fill(target, is_cancelled)
            finally:
                self._clear()

    def _fill(self, target: Path, is_cancelled: Callable[[], bool]) -> None:
        def check_cancelled() -> None:
            if is_cancelled():
                raise CopyFailed("it was cancelled")

        made = target.with_name(target.name + UNFINISHED)
        made.mkdir(mode=0o700)
        copied = snapshots.copy(self.database, made / DATABASE, is_cancelled)
        self.manifest.add_erased(copied.erased)
        files = {}
        for path in copied.paths:
            check_cancelled()
            source, kept = self.data_dir / path, made / "files" / path
            if source.is_file():
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, kept)
                files[path] = kept.stat().st_size
        listed = {"database": checksum(made / DATABASE, check_cancelled), "files": files}
        (made / LIST).write_text(json.dumps(listed, indent=1) + "\n")
        check_cancelled()
        atomic_files.put_in_place(made, target)


def backup_folder(settings: Settings) -> Path:
    """The folder of this bot's copies and manifest."""
    return settings.backup_dir or settings.data_dir / "backups"


def backup_copies(settings: Settings) -> Copies:
    """This bot's copies. Raises OperatorError for a database that is no SQLite file."""
    where = database_location(settings)
    if isinstance(where, str):
        raise OperatorError(
            "PostgreSQL copies its own databases: use `pg_dump --format=custom` or "
            "`pg_basebackup`; see docs/operations.md"
        )
    return Copies(where, settings.data_dir, backup_folder(settings), settings.backup_keep_days)


def is_replaced(old: Path, newer: Sequence[Path]) -> bool:
    """Whether a later copy has at least half as many cases. Cases are emptied, never deleted."""
    there = _cases_in(old)
    return any(2 * _cases_in(one) >= there for one in newer)


def _cases_in(copy: Path) -> int:
    try:
        return snapshots.cases_in(copy / DATABASE)
    except CopyFailed as error:
        log.warning("the cases of the copy %s cannot be counted: %s", copy.name, error)
        return 0


def checksum(path: Path, check_cancelled: Callable[[], None] = lambda: None) -> str:
    """SHA-256 of a file. Raises OSError, and what `check_cancelled`, called many times, raises."""
    found = hashlib.sha256()
    with path.open("rb") as opened:
        while some := opened.read(1 << 20):
            check_cancelled()
            found.update(some)
    return found.hexdigest()


def _age(copy: Path, local: datetime) -> timedelta:
    """The age of a copy by its name; zero for a name that is not one of ours."""
    with suppress(ValueError):
        made = datetime.strptime(copy.name.removeprefix(PREFIX), MOMENT).replace(
            tzinfo=local.tzinfo
        )
        return local - made
    return timedelta()


@contextmanager
def _copy_errors() -> Iterator[None]:
    """Turn errors of the disk into `CopyFailed`."""
    try:
        yield
    except BlockingIOError:
        raise CopyFailed("another copy is being made just now") from None
    except OSError as error:
        raise CopyFailed(f"{type(error).__name__}: {error.strerror}: {error.filename}") from None
