"""`nghedan backup`, `restore`, `check`: their output, and the audit chain."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.backup.backups import Copies
from bot.cli import main
from tests.bot.commands.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT * FROM person").fetchall()
print("open", flush=True)
input()
"""


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
        await made.rotate(night)
        assert not made.is_due(night.replace(hour=23))
    kept = ["20261118", "20261119", "20261120", "20261121"]
    assert [one.name[8:16] for one in made.all()] == [day for day in kept for _ in range(2)]
    # When no copy can be made for long, the last one stays.
    await made.rotate(datetime(2027, 3, 1, 2, 5, tzinfo=UTC))
    assert [one.name for one in made.all()] == ["nghedan-20261121-023000"]


async def test_a_copy_of_a_time_to_come_is_named_and_left(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Copies(database, tmp_path, tmp_path / "backups", keep_days=3)
    ahead = await made.make(datetime(2126, 1, 1, 2, 5, tzinfo=UTC))
    await made.rotate(NOON)
    assert await asyncio.to_thread(main, ["check"]) == 1
    assert f"{ahead.name} is of a time to come" in capsys.readouterr().out
