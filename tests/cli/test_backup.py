"""`nghedan backup`, `restore`, `check`: what an operator is told, and what the audit chain tells."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.backups import Copies
from bot.cli import main
from storage import audit
from storage.database import Database
from storage.schema import migrate

if TYPE_CHECKING:
    from pathlib import Path

    from storage.transaction import Transaction

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT * FROM person").fetchall()
print("open", flush=True)
input()
"""
NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with five sealed acts and a person."""
    path = tmp_path / "nghedan.db"
    migrate(path)
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("NGHEDAN_DATA_DIR", str(tmp_path))

    async def fill() -> None:
        opened = await Database.open(path)
        for number in range(5):
            await opened.transact(partial(act, number=number))
        await opened.transact(audit.seal)
        await opened.close()

    asyncio.run(fill())
    run(
        path,
        "INSERT INTO person (id, created_at, name, language, language_chosen, phone, discreet,"
        " announcements) VALUES (7, '2026-11-16T05:00:00+00:00', 'Lan', 'vi', 0, '', 0, 0)",
    )
    return path


def act(tx: Transaction, number: int) -> None:
    audit.add(
        tx, actor="official:1", act=f"act {number}", subject="submission:1", now=NOON,
        after={"n": number, "also": "yes"},
    )  # fmt: skip


def run(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_changed_copy_is_not_put_back(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup"]) == 0
    (copy,) = (tmp_path / "backups").glob("nghedan-*")
    assert copy.stat().st_mode & 0o777 == 0o700
    assert (copy / "nghedan.db").stat().st_mode & 0o777 == 0o600
    with (copy / "nghedan.db").open("ab") as opened:
        opened.write(b"x")
    capsys.readouterr()
    assert main(["restore", str(copy), "--replace"]) == 2
    assert "was changed since" in capsys.readouterr().err
    assert main(["restore", str(tmp_path)]) == 2
    assert "no finished copy" in capsys.readouterr().err
    assert database.exists()


def test_a_database_in_use_is_not_replaced(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup"]) == 0
    (copy,) = (tmp_path / "backups").glob("nghedan-*")
    # Locks are told apart by process: only another one shows.
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        capsys.readouterr()
        assert main(["restore", str(copy), "--replace"]) == 2
        assert "stop the bot first" in capsys.readouterr().err
    finally:
        holder.communicate(b"\n", timeout=10)
    assert main(["restore", str(copy), "--replace"]) == 0


async def test_a_copy_a_night_for_so_many_days(database: Path, tmp_path: Path) -> None:
    """However many are made: a hand that makes five a day does not push out last week's."""
    made = Copies(database, tmp_path, tmp_path / "copies", keep_days=3)
    assert not made.is_due(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    for day in range(16, 22):
        night = datetime(2026, 11, day, 2, 5, tzinfo=UTC)
        assert made.is_due(night)
        await made.make(night)
        await made.make(night.replace(minute=30))
        await made.keep_up(night)
        assert not made.is_due(night.replace(hour=23))
    kept = ["20261118", "20261119", "20261120", "20261121"]
    assert [one.name[8:16] for one in made.all()] == [day for day in kept for _ in range(2)]
    # When no copy can be made for long, the last one stays.
    await made.keep_up(datetime(2027, 3, 1, 2, 5, tzinfo=UTC))
    assert [one.name for one in made.all()] == ["nghedan-20261121-023000"]


async def test_a_copy_of_a_time_to_come_is_named_and_left(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Copies(database, tmp_path, tmp_path / "backups", keep_days=3)
    ahead = await made.make(datetime(2126, 1, 1, 2, 5, tzinfo=UTC))
    await made.keep_up(NOON)
    assert await asyncio.to_thread(main, ["check"]) == 1
    assert f"{ahead.name} is of a time to come" in capsys.readouterr().out
