"""Copies when something goes wrong: killed half way, a full disk, a restore upon a restore."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.backup.backups import Copies
from bot.backup.restoring import restore
from bot.jobs.job import JobContext
from bot.jobs.nightly_backup import nightly_backup
from bot.process.clock import Clock
from domain.people.roles import Role
from storage.engine.database import Database
from storage.engine.snapshots import CopyFailed, copy, erased_in
from storage.people import erasure
from tests.engines import empty_file
from tests.house import House

NIGHT_HOUR = datetime(2026, 11, 16, 2, 5, tzinfo=UTC)
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
from storage.engine import snapshots
class Killed(sqlite3.Connection):
    def execute(self, sql, *values):
        if sql.startswith("DELETE FROM sealed_words"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(sql, *values)
snapshots._alone = lambda path: sqlite3.connect(path, isolation_level=None, factory=Killed)
made = Path(sys.argv[2])
made.mkdir(parents=True)
snapshots.copy(Path(sys.argv[1]), made / "nghedan.db", lambda: False)
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
    database = empty_file(tmp_path / "nghedan.db")
    copies = Copies(database, tmp_path, tmp_path / "copies", keep_days=3)
    rows(copies, PERSON, NIGHT_HOUR.isoformat(), "Lan")
    return copies


def rows(copies: Copies, sql: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(copies.database)) as connection, connection:
        return connection.execute(sql, values).fetchall()


async def test_a_killed_copy_leaves_no_held_words(made: Copies) -> None:
    rows(made, HELD, NIGHT_HOUR.isoformat(), NIGHT_HOUR.isoformat())
    left = made.folder / "nghedan-20261115-020500.part"
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(made.database), str(left)], check=False
    )
    assert ended.returncode == -9
    assert b"chimxanh7315" in (left / "nghedan.db").read_bytes()
    await made.rotate(NIGHT_HOUR)
    assert not left.exists()


def hold(copies: Copies, sender: str, text: str) -> None:
    """A message that came too fast and was not read yet."""
    body = json.dumps({"text": text, "tap_id": ""})
    (kept,) = rows(
        copies,
        "INSERT INTO personal_text (body, at) VALUES (?, ?) RETURNING id",
        body,
        NIGHT_HOUR.isoformat(),
    )
    rows(
        copies,
        "INSERT INTO held_update (channel, chat, sender, key, at, text_id)"
        " VALUES ('telegram', ?, ?, ?, ?, ?)",
        sender,
        sender,
        text,
        NIGHT_HOUR.isoformat(),
        str(kept[0]),
    )


SCREEN = (
    "INSERT INTO conversation (channel, chat, sender, person_id, version, form, form_version,"
    " step, draft, offered, touched_at, heard_at, offered_row, flood_count, holding) VALUES"
    " ('telegram', '3', '3', 1, 1, '', 0, '', '{}', '[[\"Xóa\", \"denounce:drop:1\"]]', ?1, ?1, 0, 0, 1)"
)


async def test_waiting_words_that_may_accuse_are_in_no_copy(made: Copies) -> None:
    """They were not read yet; ordinary deferred texts are copied as all texts are."""
    rows(made, HELD, NIGHT_HOUR.isoformat(), NIGHT_HOUR.isoformat())
    rows(made, SCREEN, NIGHT_HOUR.isoformat())
    hold(made, "1", "chimxanh7315, ai sắp bị giữ riêng thì nói tiếp")
    hold(made, "2", "Ông trưởng ấp nhận tiền của dân làm hộ nghèo, chimxanh7315")
    hold(made, "2", "chimxanh7315 là tên quán nước")
    hold(made, "3", "chimxanh7315, nói với màn hình đang mở")
    hold(made, "4", "đường ấp 4 lầy lội, xe không qua được")
    copy = await made.make(NIGHT_HOUR)
    content = (copy / "nghedan.db").read_bytes()
    assert b"chimxanh7315" not in content
    with closing(sqlite3.connect(copy / "nghedan.db")) as connection:
        assert connection.execute("SELECT sender FROM held_update").fetchall() == [("4",)]
        assert connection.execute("SELECT count(*) FROM personal_text").fetchall() == [(1,)]
    assert len(rows(made, "SELECT 1 FROM held_update")) == 5


async def test_the_tokens_of_a_service_are_in_no_copy(made: Copies) -> None:
    rows(
        made,
        "INSERT INTO service_access (channel, access_token, refresh_token, obtained_at, expires_at,"
        " renewable_until, generation, dead, seed, renewing)"
        " VALUES ('zalo_oa', 'access-7', 'refresh-7', ?1, ?1, ?1, 7, '', '', '')",
        NIGHT_HOUR.isoformat(),
    )
    copy = await made.make(NIGHT_HOUR)
    content = (copy / "nghedan.db").read_bytes()
    assert b"access-7" not in content
    assert b"refresh-7" not in content
    assert len(rows(made, "SELECT 1 FROM service_access")) == 1


async def test_a_copy_has_reached_the_disk_before_it_has_its_name(
    made: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut a copy with its final name is whole."""
    flushed: list[str] = []
    fsync = os.fsync

    def noted(number: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{number}").readlink()))
        fsync(number)

    monkeypatch.setattr(os, "fsync", noted)
    (made.data_dir / "files").mkdir()
    (made.data_dir / "files" / "photo").write_text("x")
    rows(
        made,
        "INSERT INTO file (kind, name, mime, size, channel, ref, path, at) VALUES"
        " ('photo', '', '', 1, 'telegram', 'r', 'files/photo', ?)",
        NIGHT_HOUR.isoformat(),
    )
    copy = await made.make(NIGHT_HOUR)
    part = f"{copy}.part"
    wanted = {
        *(
            f"{part}{below}"
            for below in ("", "/nghedan.db", "/list.json", "/files", "/files/files")
        ),
        f"{part}/files/files/photo",
    }
    assert wanted <= set(flushed)
    assert flushed[-1] == str(made.folder)
    flushed.clear()
    made.manifest.add_erased([(1, NIGHT_HOUR.isoformat())])
    assert flushed == [f"{made.folder}/erased.json.part", str(made.folder)]
    flushed.clear()
    await restore(copy, made, NIGHT_HOUR, replace=True)
    assert {
        str(made.data_dir / ".restoring" / "files" / "photo"),
        f"{made.database}.part",
        str(made.data_dir),
    } <= set(flushed)


async def test_a_copy_that_is_told_to_stop_stops_and_leaves_nothing(made: Copies) -> None:
    """What SIGTERM does to the nightly copy: the job is cancelled, and its thread must follow."""
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.executemany(
            "INSERT INTO personal_text (body, at) VALUES (?, ?)",
            [("x" * 100_000, NIGHT_HOUR.isoformat())] * 1500,
        )
    copying = asyncio.ensure_future(made.make(NIGHT_HOUR))
    while not any(made.folder.glob("*.part/nghedan.db")):
        await asyncio.sleep(0.001)
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await copying
    async with asyncio.timeout(30):
        while any(made.folder.glob("nghedan-*")):
            await asyncio.sleep(0.01)


async def test_writers_do_not_begin_a_copy_anew(made: Copies) -> None:
    """It is one snapshot, though it is read in steps between which others commit."""
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.executemany(
            "INSERT INTO personal_text (body, at) VALUES (?, ?)",
            [("x" * 100_000, NIGHT_HOUR.isoformat())] * 300,
        )
    asked = 0

    def write_between() -> bool:
        nonlocal asked
        asked += 1
        if asked < 50:
            rows(made, PERSON, NIGHT_HOUR.isoformat(), f"Người {asked}")
        return False

    target = made.folder / "one.db"
    made.folder.mkdir()
    copy(made.database, target, write_between)
    assert 3 < asked < 50
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT name FROM person").fetchall() == [("Lan",)]


async def test_two_copies_at_once_do_not_mix(made: Copies) -> None:
    await made.make(NIGHT_HOUR)
    (made.folder / "nghedan-20261116-030000.part").mkdir()
    with made._locked():
        with pytest.raises(CopyFailed, match="another copy"):
            await made.make(NIGHT_HOUR + timedelta(days=1))
        # What a hand is making while the job looks in is no failure, and is left alone.
        await made.rotate(NIGHT_HOUR)
    assert list(made.folder.glob("*.part"))
    await made.rotate(NIGHT_HOUR)
    assert not list(made.folder.glob("*.part"))


async def test_a_number_given_anew_is_not_forgotten(made: Copies) -> None:
    older = await made.make(NIGHT_HOUR)
    rows(made, PERSON, (NIGHT_HOUR + timedelta(hours=1)).isoformat(), "Tư")
    database = await Database.open(made.database)
    await database.transact(lambda tx: erasure.erase(tx, 2, NIGHT_HOUR + timedelta(hours=2)))
    await database.close()
    made.manifest.add_erased(erased_in(made.database))
    assert await restore(older, made, NIGHT_HOUR, replace=True) == 0
    rows(made, PERSON, (NIGHT_HOUR + timedelta(days=1)).isoformat(), "Ba")
    newer = await made.make(NIGHT_HOUR + timedelta(days=2))
    assert await restore(newer, made, NIGHT_HOUR, replace=True) == 0
    assert rows(made, "SELECT id, name FROM person") == [(1, "Lan"), (2, "Ba")]
    aside = made.database.with_name("nghedan.db.before")
    assert aside.exists()
    assert aside.with_name("nghedan.db.before2").exists()


async def test_a_log_without_its_database_is_not_played_into_the_copy(made: Copies) -> None:
    copy = await made.make(NIGHT_HOUR)
    subprocess.run(
        [sys.executable, "-c", WRITER, str(made.database), PERSON, NIGHT_HOUR.isoformat()],
        check=False,
    )
    assert made.database.with_name("nghedan.db-wal").stat().st_size
    made.database.unlink()
    await restore(copy, made, NIGHT_HOUR, replace=False)
    assert rows(made, "PRAGMA integrity_check") == [("ok",)]
    assert rows(made, "SELECT name FROM person") == [("Lan",)]


def test_a_clock_that_ran_ahead_does_not_end_the_copies(made: Copies) -> None:
    (made.folder / "nghedan-20300101-020500").mkdir(parents=True)
    assert made.is_due(NIGHT_HOUR)


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
    copies = Copies(tmp_path / "nghedan.db", tmp_path, blocked / "copies", keep_days=3)
    if somebody_erased:
        lan = house.resident("Lan")
        await lan.says("/start")
        (gone,) = await house.rows("SELECT max(id) FROM person")
        await house.database.transact(lambda tx: erasure.erase(tx, gone[0], house.now))
    job = nightly_backup(copies.manifest, copies)
    context = JobContext(house.database, _Standing(house), house.commune)
    with caplog.at_level(logging.ERROR):
        for _time in range(3):
            await job.run(context)
    assert caplog.text.count("no backup was made") == 1
    await house.deliver()
    chief.sees("chưa sao lưu được")
    await house.close()
