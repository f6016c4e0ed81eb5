"""`nghedan check`: its output for a damaged database."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.backup.manifest import Manifest
from bot.cli import main
from storage import audit
from storage.engine.database import Database
from storage.engine.schema import migrate
from storage.people import erasure
from tests.bot.commands.conftest import NOON, run
from tests.e2e.faults.test_full_disk import small_disk

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine.transaction import Transaction


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


async def test_who_writes_the_whole_log_anew_does_not_agree_with_the_notes(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A chain that is whole in itself, head and all; but another one than last night's."""
    manifest = Manifest(tmp_path / "backups")
    opened = await Database.open(database)
    manifest.add_head(datetime(2026, 11, 16, 2, 5, tzinfo=UTC), await opened.read(audit.head))

    def forge(tx: Transaction) -> None:
        tx.core.execute(text("UPDATE audit SET chain = ''"))
        tx.core.execute(text("UPDATE audit SET act = 'other' WHERE id = 2"))
        tx.core.execute(text("DELETE FROM audit_head"))

    assert await asyncio.to_thread(main, ["check"]) == 0
    await opened.transact(forge)
    await opened.transact(audit.extend_chain)
    assert await opened.read(audit.first_broken) is None
    await opened.close()
    capsys.readouterr()
    assert await asyncio.to_thread(main, ["check"]) == 1
    told = capsys.readouterr().out
    assert "row 5 is not what was noted on 2026-11-16" in told
    assert told.count("\n") == 1


def test_a_note_that_is_damaged_is_one_line(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "audit.json").write_text("[[1")
    assert main(["check"]) == 2
    assert "audit.json is damaged; put it back" in capsys.readouterr().err


def spoil(path: Path, table: str) -> None:
    """Write over the middle of a table's page, as a bad disk does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    with path.open("r+b") as opened:
        opened.seek((root - 1) * size)
        opened.write(b"\xff" * size)


@pytest.mark.parametrize("table", ["audit", "audit_detail", "personal_text", "file", "person"])
def test_a_spoiled_page_is_a_finding_that_says_how_to_go_on(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str
) -> None:
    assert main(["backup"]) == 0
    (copy,) = (tmp_path / "backups").glob("nghedan-*")
    spoil(database, table)
    capsys.readouterr()
    assert main(["check"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("pages: ")
    assert len(told) < 15
    assert f"`nghedan restore {copy} --replace`" in told[-1]
    assert main(["restore", str(copy), "--replace"]) == 0
    capsys.readouterr()
    assert main(["check"]) == 0


@pytest.mark.parametrize("harm", ["schema", "cut short", "no database"])
def test_a_file_that_cannot_be_opened_is_a_finding_too(
    database: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    if harm == "schema":
        spoil(database, "alembic_version")
    elif harm == "cut short":
        with database.open("r+b") as opened:
            opened.truncate(4096 * 3 + 100)
    else:
        database.write_bytes(b"x" * 8192)
    assert main(["check"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "SQLITE_" in "".join(told) or told[0].startswith("pages: ")
    assert "there is no copy" in told[-1]


def test_a_disk_that_is_read_only_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_disk(tmp_path) as disk:
        path = disk / "nghedan.db"
        migrate(path)
        monkeypatch.setenv("NGHEDAN_DATABASE_URL", f"sqlite:///{path}")
        monkeypatch.setenv("NGHEDAN_DATA_DIR", str(disk))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for command, code in (("check", 75), ("backup", 2), ("migrate", 2)):
            assert main([command]) == code
            told = capsys.readouterr()
            assert told.out == ""
            assert told.err.count("\n") == 1
            assert "; see to " in told.err


def test_a_file_that_cannot_be_read_is_named(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "files" / "odd.jpg").mkdir(parents=True)
    run(
        database,
        "INSERT INTO file (kind, name, mime, size, channel, ref, path, at) VALUES"
        " ('photo', '', '', 1, 'telegram', 'r', 'files/odd.jpg', '2026-11-16T05:00:00+00:00')",
    )
    assert main(["check"]) == 1
    assert "files/odd.jpg cannot be read (Is a directory); see to" in capsys.readouterr().out
