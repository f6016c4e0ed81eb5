"""A missing, foreign or older database is refused in one line; good copies are not pushed out."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import cli
from bot.backup.backups import DATABASE, LIST, Copies, checksum
from bot.backup.restoring import restore
from bot.backup.verifying import verify
from bot.errors import OperatorError
from storage.engine import schema
from tests.bot.backup.test_restoring import NIGHT_HOUR, filled
from tests.engines import empty_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copies:
    monkeypatch.setenv("NGHEDAN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", f"sqlite:///{tmp_path / 'nghedan.db'}")
    monkeypatch.setenv("NGHEDAN_BACKUP_DIR", str(tmp_path / "copies"))
    return Copies(empty_file(tmp_path / "nghedan.db"), tmp_path, tmp_path / "copies", keep_days=3)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.main(arguments)
    return code, capsys.readouterr().err.strip()


async def test_a_database_that_should_be_there_is_asked_for(
    made: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    await filled(made.database)
    await made.make(NIGHT_HOUR)
    made.database.unlink()
    code, said = run(capsys, "migrate")
    assert code == 2
    assert said.count("\n") == 0
    assert "mounted" in said
    assert "nghedan restore" in said
    assert not made.database.exists()


async def test_received_files_alone_ask_for_it_too(
    made: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    made.database.unlink()
    (made.data_dir / "files").mkdir()
    (made.data_dir / "files" / "0a1b").write_bytes(b"photo")
    assert run(capsys, "migrate")[0] == 2
    assert not made.database.exists()


def test_a_new_folder_begins(made: Copies, capsys: pytest.CaptureFixture[str]) -> None:
    made.database.unlink()
    assert run(capsys, "migrate") == (0, "")
    assert run(capsys, "migrate") == (0, "")


def test_another_programs_database_is_refused(
    made: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    made.database.unlink()
    with closing(sqlite3.connect(made.database)) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    code, said = run(capsys, "migrate")
    assert (code, said.count("\n")) == (2, 0)
    assert "another program" in said


def test_a_database_of_an_older_development_state_is_refused(
    made: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(made.database)) as connection:
        connection.execute("ALTER TABLE person DROP COLUMN phone")
        connection.execute("PRAGMA application_id = 12345")
    for command in ("migrate", "check"):
        code, said = run(capsys, command)
        assert (code, said.count("\n")) == (2, 0), command
        assert "development state" in said


async def test_copies_of_an_empty_database_do_not_push_the_good_one_out(made: Copies) -> None:
    await filled(made.database)
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for number in range(3):
            connection.execute(*_case(number))
    good = await made.make(NIGHT_HOUR)
    empty_file(made.database)
    for night in range(1, 15):
        local = NIGHT_HOUR + timedelta(days=night)
        await made.make(local)
        await made.rotate(local)
    assert good in made.all()
    assert len(made.all()) <= 3 + 3


def _case(number: int) -> tuple[str, tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as _unused:
        pass
    columns = {
        "code": f"K{number}", "kind": "reflection", "state": "received", "on_behalf": "0",
        "author_name": "", "author_consent": "", "channel": "telegram", "chat": "1",
        "language": "vi", "hamlet_id": "", "place": "", "unit_id": "", "urgent": "0",
        "head_only": "0", "received_at": NIGHT_HOUR.isoformat(), "reopened": "0", "version": "1",
    }  # fmt: skip
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    return f"INSERT INTO submission ({names}) VALUES ({marks})", tuple(columns.values())


def strange(copy: Path, *statements: str) -> None:
    """Somebody changed the copy's database, and its list with it."""
    with closing(sqlite3.connect(copy / DATABASE)) as connection, connection:
        for one in statements:
            connection.execute(one)
    listed = json.loads((copy / LIST).read_text())
    listed["database"] = checksum(copy / DATABASE)
    (copy / LIST).write_text(json.dumps(listed))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON person BEGIN DELETE FROM audit; END",
        "CREATE VIEW v AS SELECT 1",
    ],
)
async def test_a_copy_with_what_ours_has_not_is_refused(made: Copies, statement: str) -> None:
    await filled(made.database)
    copy = await made.make(NIGHT_HOUR)
    strange(copy, statement)
    before = made.database.read_bytes()
    with pytest.raises(OperatorError, match="which ours has not"):
        await restore(copy, made, NIGHT_HOUR, replace=True)
    assert made.database.read_bytes() == before
    with pytest.raises(OperatorError, match="which ours has not"):
        verify(copy)


@pytest.mark.parametrize("path", ["../outside", "/etc/hostname", "files/../../outside"])
async def test_a_copy_that_names_files_outside_is_refused(made: Copies, path: str) -> None:
    await filled(made.database)
    copy = await made.make(NIGHT_HOUR)
    listed = json.loads((copy / LIST).read_text())
    listed["files"] = {path: 3}
    (copy / LIST).write_text(json.dumps(listed))
    with pytest.raises(OperatorError):
        await restore(copy, made, NIGHT_HOUR, replace=True)
    assert not (made.data_dir.parent / "outside").exists()


async def test_a_copy_is_put_back_on_trial(made: Copies) -> None:
    await filled(made.database)
    copy = await made.make(NIGHT_HOUR)
    verify(copy)
    assert [one.name for one in made.folder.iterdir() if one.name.startswith(".")] == []
    with (copy / DATABASE).open("r+b") as opened:
        opened.seek(4096 * 3)
        opened.write(b"\xff" * 4096)
    strange(copy)
    with pytest.raises(OperatorError):
        verify(copy)


def test_the_fingerprint_is_of_these_tables(tmp_path: Path) -> None:
    database = tmp_path / "n.db"
    schema.migrate(database)
    schema.check(database)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] > 0
