"""Copies when something goes wrong: killed half way, a full disk, a restore upon a restore."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.backups import Copies, put_back
from bot.clock import Clock
from bot.jobs.backup import nightly
from bot.jobs.job import Workplace
from domain.roles import Role
from storage import erasure
from storage.copies import CopyFailed, erased_in
from storage.database import Database
from storage.schema import migrate
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

NIGHT = datetime(2026, 11, 16, 2, 5, tzinfo=UTC)
PERSON = (
    "INSERT INTO person (created_at, name, language, language_chosen, phone, discreet,"
    " announcements) VALUES (?, ?, 'vi', 0, '', 0, 0)"
)
HELD = (
    "INSERT INTO sealed_words (channel, chat, sender, person_id, body, files, messages, at,"
    " expires_at) VALUES ('telegram', '1', '1', 1, 'chimxanh7315', '[]', '[]', ?, ?)"
)
KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from storage import copies
class Killed(sqlite3.Connection):
    def execute(self, sql, *values):
        if sql.startswith("DELETE FROM sealed_words"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(sql, *values)
copies._alone = lambda path: sqlite3.connect(path, isolation_level=None, factory=Killed)
made = Path(sys.argv[2])
made.mkdir(parents=True)
copies.copy(Path(sys.argv[1]), made / "nghedan.db")
"""
WRITER = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
for number in range(300):
    connection.execute(sys.argv[2], (sys.argv[3], "Tư"))
    connection.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def made(tmp_path: Path) -> Copies:
    """Copies of a database that knows one person."""
    migrate(tmp_path / "nghedan.db")
    copies = Copies(tmp_path / "nghedan.db", tmp_path, tmp_path / "copies", kept=3)
    rows(copies, PERSON, NIGHT.isoformat(), "Lan")
    return copies


def rows(copies: Copies, sql: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(copies.database)) as connection, connection:
        return connection.execute(sql, values).fetchall()


async def test_a_killed_copy_leaves_no_held_words(made: Copies) -> None:
    rows(made, HELD, NIGHT.isoformat(), NIGHT.isoformat())
    left = made.folder / "nghedan-20261115-020500.part"
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(made.database), str(left)], check=False
    )
    assert ended.returncode == -9
    assert b"chimxanh7315" in (left / "nghedan.db").read_bytes()
    made.keep_up([])
    assert not left.exists()


async def test_two_copies_at_once_do_not_mix(made: Copies) -> None:
    await made.make(NIGHT)
    with made._alone(), pytest.raises(CopyFailed, match="another copy"):
        await made.make(NIGHT + timedelta(days=1))


async def test_a_number_given_anew_is_not_forgotten(made: Copies) -> None:
    older = await made.make(NIGHT)
    rows(made, PERSON, (NIGHT + timedelta(hours=1)).isoformat(), "Tư")
    database = await Database.open(made.database)
    await database.transact(lambda tx: erasure.erase(tx, 2, NIGHT + timedelta(hours=2)))
    await database.close()
    made.remember_erased(erased_in(made.database))
    assert await put_back(older, made, NIGHT, replace=True) == 0
    rows(made, PERSON, (NIGHT + timedelta(days=1)).isoformat(), "Ba")
    newer = await made.make(NIGHT + timedelta(days=2))
    assert await put_back(newer, made, NIGHT, replace=True) == 0
    assert rows(made, "SELECT id, name FROM person") == [(1, "Lan"), (2, "Ba")]
    aside = made.database.with_name("nghedan.db.before")
    assert aside.exists()
    assert aside.with_name("nghedan.db.before2").exists()


async def test_a_log_without_its_database_is_not_played_into_the_copy(made: Copies) -> None:
    copy = await made.make(NIGHT)
    subprocess.run(
        [sys.executable, "-c", WRITER, str(made.database), PERSON, NIGHT.isoformat()], check=False
    )
    assert made.database.with_name("nghedan.db-wal").stat().st_size
    made.database.unlink()
    await put_back(copy, made, NIGHT, replace=False)
    assert rows(made, "PRAGMA integrity_check") == [("ok",)]
    assert rows(made, "SELECT name FROM person") == [("Lan",)]


def test_a_clock_that_ran_ahead_does_not_end_the_copies(made: Copies) -> None:
    (made.folder / "nghedan-20300101-020500").mkdir(parents=True)
    assert made.is_due(NIGHT)


class _Standing(Clock):
    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house

    def now(self) -> datetime:
        return self._house.now


@pytest.mark.parametrize("somebody_erased", [False, True])
async def test_a_copy_that_fails_is_told_once_a_day(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, *, somebody_erased: bool
) -> None:
    house = await House.open(tmp_path)
    chief = await house.official("Hạnh", Role.ADMIN)
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    copies = Copies(tmp_path / "nghedan.db", tmp_path, blocked / "copies", kept=3)
    if somebody_erased:
        lan = house.resident("Lan")
        await lan.says("/start")
        (gone,) = await house.rows("SELECT max(id) FROM person")
        await house.database.transact(lambda tx: erasure.erase(tx, gone[0], house.now))
    job = nightly(copies)
    place = Workplace(house.database, _Standing(house), house.world)
    with caplog.at_level(logging.ERROR):
        for _time in range(3):
            await job.run(place)
    assert caplog.text.count("no copy was made") == 1
    await house.deliver()
    chief.sees("chưa sao lưu được")
    await house.close()
