"""A kill at any durable step of a copy, a restore or a migration loses nothing.

Each step that reaches the disk is counted; in round n the n-th one kills. Afterwards the database, or the
one that a second try makes, has every person.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.backup.backups import Copies
from bot.backup.lost_database import RESTORING, refuse_new_beside_old
from bot.backup.restoring import restore
from bot.errors import OperatorError
from bot.settings.settings import Settings
from storage.engine import schema
from tests.bot.backup.test_restoring import NIGHT_HOUR, erased, filled, names
from tests.engines import empty_file

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LATER = datetime(2026, 11, 17, 2, 5, tzinfo=UTC)


class Killed(BaseException):
    """The process ended here: nothing after it ran."""


class Steps:
    """Counts the steps that reach the disk, and kills at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.kill_at = 0
        self.copyfile, self.copy2 = shutil.copyfile, shutil.copy2
        for owner, name in (
            (os, "fsync"),
            (Path, "replace"),
            (Path, "rename"),
            (Path, "unlink"),
            (Path, "mkdir"),
            (Path, "write_text"),
            (shutil, "copyfile"),
            (shutil, "copy2"),
            (shutil, "rmtree"),
        ):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, does: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **more: Any) -> Any:
            self.count += 1
            # After a kill nothing runs any more, no `finally` either.
            if self.kill_at and self.count >= self.kill_at:
                if self.count == self.kill_at and does in (self.copyfile, self.copy2):
                    Path(args[1]).write_bytes(Path(args[0]).read_bytes()[:3])
                raise Killed
            return does(*args, **more)

        return step

    async def killed_at(self, step: int, work: Callable[[], Awaitable[object]]) -> bool:
        """Run `work` and kill it at this step; False if it ended before."""
        self.count, self.kill_at = 0, step
        try:
            await work()
        except Killed:
            return True
        finally:
            self.kill_at = 0
        return False


def settings_of(folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": folder,
            "database_url": f"sqlite:///{folder / 'nghedan.db'}",
            "backup_dir": folder / "copies",
        }
    )


def fresh(folder: Path) -> Copies:
    folder.mkdir()
    (folder / "files").mkdir()
    (folder / "files" / "a").write_bytes(b"photo")
    return Copies(empty_file(folder / "nghedan.db"), folder, folder / "copies", keep_days=3)


async def people_in(database: Path) -> list[str]:
    return await names(database)


async def test_restoring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch)
    points = 0
    for step in range(1, 100):
        made = fresh(tmp_path / str(step))
        await filled(made.database)
        copy = await made.make(NIGHT_HOUR)
        refused = ""
        if not await steps.killed_at(step, lambda: restore(copy, made, LATER, replace=True)):  # noqa: B023
            break
        points += 1
        try:
            refuse_new_beside_old(settings_of(tmp_path / str(step)))
        except OperatorError as error:
            refused = str(error)
        if refused:
            assert "restore" in refused
            await restore(copy, made, LATER, replace=True)
        assert await people_in(made.database) == ["Lan", "Tư"], step
        refuse_new_beside_old(settings_of(tmp_path / str(step)))
    assert points >= 8


async def test_files_while_restoring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No kill tears a file that the old database names, or brings back one that was erased."""
    steps = Steps(monkeypatch)
    for step in range(1, 100):
        folder = tmp_path / str(step)
        made = fresh(folder)
        photo, gone = folder / "files" / "a", folder / "files" / "b"
        gone.write_bytes(b"erased")
        _lan, tu = await filled(made.database)
        with closing(sqlite3.connect(made.database)) as connection, connection:
            for path, person in (("files/a", "NULL"), ("files/b", str(tu))):
                connection.execute(
                    "INSERT INTO file (kind, name, mime, size, channel, ref, path, at, person_id) VALUES"
                    f" ('photo', '', '', 1, 'telegram', 'r', '{path}', '{LATER.isoformat()}', {person})"
                )
        copy = await made.make(NIGHT_HOUR)
        await erased(made.database, tu)
        gone.unlink()
        if not await steps.killed_at(step, lambda: restore(copy, made, LATER, replace=True)):  # noqa: B023
            break
        assert photo.read_bytes() == b"photo", step
        assert not gone.exists(), step
        await restore(copy, made, LATER, replace=True)
        assert photo.read_bytes() == b"photo", step
        assert not gone.exists(), step
        assert sorted(await people_in(made.database)) == ["", "Lan"], step
        assert not list(folder.glob("*.part*")), step
        assert not (folder / ".restoring").exists(), step
    assert step > 12


async def test_a_log_is_put_aside_with_its_database(tmp_path: Path) -> None:
    """A kill came between the two: a rescue needs both under one name."""
    made = fresh(tmp_path / "town")
    await filled(made.database)
    copy = await made.make(NIGHT_HOUR)
    log = made.database.with_name(made.database.name + "-wal")
    with closing(sqlite3.connect(made.database)) as connection:
        connection.execute("UPDATE person SET name = 'Ba' WHERE name = 'Lan'")
        connection.commit()
        left = {path: path.read_bytes() for path in (made.database, log)}
    aside = made.database.rename(made.database.with_name(made.database.name + ".before"))
    aside.write_bytes(left[made.database])
    log.write_bytes(left[log])
    marker = made.database.with_name(made.database.name + RESTORING)
    marker.write_text(f"{copy.name}\n{aside.name}\n")
    await restore(copy, made, LATER, replace=True)
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT name FROM person ORDER BY name").fetchall() == [
            ("Ba",),
            ("Tư",),
        ]


async def test_copying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch)
    points = 0
    for step in range(1, 100):
        made = fresh(tmp_path / str(step))
        await filled(made.database)
        first = await made.make(NIGHT_HOUR)
        if not await steps.killed_at(step, lambda: made.make(LATER)):  # noqa: B023
            break
        points += 1
        assert await people_in(made.database) == ["Lan", "Tư"]
        for copy in made.all():
            target = Copies(tmp_path / f"{step}-{copy.name}.db", tmp_path, made.folder, 3)
            await restore(copy, target, LATER, replace=False)
            assert await people_in(target.database) == ["Lan", "Tư"]
        assert first in made.all()
        await made.make(LATER + timedelta(hours=1))
        assert len(made.all()) in (2, 3)
    assert points >= 5


@pytest.mark.parametrize("step", range(1, 12))
def test_migrating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """All steps are one transaction: a statement that fails leaves what was there before."""
    database = tmp_path / "n.db"
    execute = schema._upgrade

    def killed(connection: Any) -> None:
        seen = 0
        raw = connection.connection.driver_connection

        def trace(_sql: str) -> None:
            nonlocal seen
            seen += 1
            if seen == step * 10:
                raw.interrupt()

        raw.set_trace_callback(trace)
        try:
            execute(connection)
        finally:
            raw.set_trace_callback(None)
        if seen >= step * 10:
            raise Killed

    monkeypatch.setattr(schema, "_upgrade", killed)
    with pytest.raises((Killed, Exception)):
        schema.migrate(database)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    monkeypatch.setattr(schema, "_upgrade", execute)
    schema.migrate(database)
    schema.check(database)
