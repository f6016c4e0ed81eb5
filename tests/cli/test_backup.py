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
from storage import audit, erasure
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


@pytest.mark.parametrize(
    ("harm", "row"),
    [
        (("UPDATE audit SET act = 'other' WHERE id = 3",), 3),
        (("DELETE FROM audit WHERE id = 2",), 3),
        (
            (
                "UPDATE audit SET id = 99 WHERE id = 2",
                "UPDATE audit SET id = 2 WHERE id = 3",
                "UPDATE audit SET id = 3 WHERE id = 99",
            ),
            2,
        ),
        (("UPDATE audit SET act = 'other', chain = '' WHERE id = 5",), 5),
        (("DELETE FROM audit WHERE id > 3",), 5),
        (("UPDATE audit_detail SET after = '{\"n\": 7}' WHERE audit_id = 4",), 4),
    ],
    ids=["changed", "deleted", "reordered", "newest changed", "end cut off", "what was changed"],
)
def test_check_names_the_broken_row(
    database: Path, capsys: pytest.CaptureFixture[str], harm: tuple[str, ...], row: int
) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "All is well.\n"
    run(database, "PRAGMA foreign_keys = OFF", *harm)
    assert main(["check"]) == 1
    assert f" row {row} " in capsys.readouterr().out


def test_erasing_somebody_leaves_the_chain_whole(database: Path) -> None:
    async def erase() -> None:
        opened = await Database.open(database)
        await opened.transact(lambda tx: erasure.erase(tx, 7, NOON))
        await opened.close()

    asyncio.run(erase())
    assert main(["check"]) == 0


def test_a_file_that_is_missing_is_named(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(
        database,
        "INSERT INTO file (kind, name, mime, size, channel, ref, path, at) VALUES"
        " ('photo', '', '', 1, 'telegram', 'r', 'files/gone.jpg', '2026-11-16T05:00:00+00:00')",
    )
    assert main(["check"]) == 1
    assert "files/gone.jpg is not there" in capsys.readouterr().out


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


async def test_a_copy_a_night_and_only_so_many(database: Path, tmp_path: Path) -> None:
    made = Copies(database, tmp_path, tmp_path / "copies", kept=3)
    assert not made.is_due(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    for day in range(16, 21):
        night = datetime(2026, 11, day, 2, 5, tzinfo=UTC)
        assert made.is_due(night)
        await made.make(night)
        assert not made.is_due(night.replace(hour=23))
    assert [one.name[8:16] for one in made.all()] == ["20261118", "20261119", "20261120"]
