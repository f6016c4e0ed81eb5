from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot import cli
from bot.commands import dead_letters
from bot.errors import TemporaryError
from tests.engines import locked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines import Server


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in os.environ:
        if name.startswith("NGHEDAN_"):
            monkeypatch.delenv(name)
    path = tmp_path / "data" / "n.db"
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", f"sqlite:///{path}")
    return path


def test_migrate_makes_the_file_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["migrate"]) == 0
    assert f"{file}: made, schema " in capsys.readouterr().out
    assert cli.main(["migrate"]) == 0
    assert f"{file}: up to date, schema " in capsys.readouterr().out


def test_a_dead_letter_is_shown_without_its_words_and_sent_again(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["migrate"])
    capsys.readouterr()
    assert cli.main(["dead-letters", "list"]) == 0
    assert capsys.readouterr().out == "No message was given up.\n"
    assert cli.main(["dead-letters", "resend", "--all"]) == 1
    assert "no such dead letter" in capsys.readouterr().out

    put_dead_letters(file, 2)
    assert cli.main(["dead-letters", "list"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in shown] == ["2", "1"]
    assert shown[0].split("\t")[1:] == [
        "2026-11-23T00:00:00+00:00",
        "telegram",
        "no case",
        "chat not found",
    ]
    assert cli.main(["dead-letters", "resend", "1"]) == 0
    assert cli.main(["dead-letters", "resend", "1"]) == 1
    assert cli.main(["dead-letters", "resend", "--all"]) == 0
    with closing(sqlite3.connect(file)) as read:
        states = read.execute("SELECT state, error FROM outbox").fetchall()
    assert states == [("waiting", ""), ("waiting", "")]


def put_dead_letters(file: Path, count: int) -> None:
    with closing(sqlite3.connect(file)) as write, write:
        columns = {
            name: "" if kind.startswith(("VARCHAR", "TEXT")) else 0
            for _, name, kind, required, default, _ in write.execute("PRAGMA table_info(outbox)")
            if required and default is None and name != "id"
        }
        moment = "2026-11-23T00:00:00.000000+00:00"
        columns |= dict.fromkeys(("created_at", "not_before"), moment)
        columns |= {"channel": "telegram", "chat": "7", "state": "dead", "error": "chat not found"}
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        for _ in range(count):
            write.execute(f"INSERT INTO outbox ({names}) VALUES ({marks})", [*columns.values()])


@pytest.mark.parametrize("command", [["dead-letters", "list"], ["migrate"]])
def test_what_is_no_database_is_one_line(
    file: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file.parent.mkdir()
    file.write_bytes(b"x" * 8192)
    assert cli.main(command) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"nghedan: {file} cannot be used (SQLITE_NOTADB); ")
    assert shown.count("\n") == 1


def test_one_that_another_program_holds_is_one_line(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["migrate"])
    monkeypatch.setattr("storage.engine.sqlite.BUSY_SECONDS", 0.05)
    monkeypatch.setattr(dead_letters, "PATIENCE", 0.2)
    with locked(file):
        assert cli.main(["dead-letters", "resend", "--all"]) == TemporaryError.exit_code
    shown = capsys.readouterr().err
    assert shown.startswith(f"nghedan: {file} cannot be used now (")
    assert shown.count("\n") == 1


def test_a_missing_file_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dead-letters", "list"]) == 2
    assert f"no database at {file}; `nghedan migrate` makes one" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.parent.write_text("a file where the folder should be")
    assert cli.main(["migrate"]) == 2
    assert f"{file} cannot be used (" in capsys.readouterr().err


def test_a_newer_database_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["migrate"])
    with closing(sqlite3.connect(file)) as write, write:
        write.execute("UPDATE alembic_version SET version_num = '9999'")
    assert cli.main(["dead-letters", "list"]) == 2
    assert "schema 9999, which this version does not know" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:///", "n.db"])
def test_another_kind_of_database_is_refused(
    file: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", url)
    assert cli.main(["migrate"]) == 2
    assert "NGHEDAN_DATABASE_URL is not of the form" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_one_line_without_its_password(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", "postgresql://lan:hush@127.0.0.1:1/commune")
    assert cli.main(["migrate"]) == TemporaryError.exit_code
    told = capsys.readouterr().err
    assert told.startswith("nghedan: postgresql://127.0.0.1:1/commune cannot be used (no connect")
    assert "hush" not in told
    assert told.count("\n") == 1


def test_a_bot_that_starts_before_its_server_is_to_be_started_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a power cut. The unit starts it again after any exit code but 2."""
    monkeypatch.setenv("NGHEDAN_TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", "postgresql://lan:hush@127.0.0.1:1/commune")
    assert cli.main(["run"]) == TemporaryError.exit_code != 2
    assert "cannot be used (no connection)" in capsys.readouterr().err


def test_a_server_is_migrated_once_and_read(
    file: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.run("CREATE DATABASE empty")
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", server.url("empty"))
    assert cli.main(["dead-letters", "list"]) == 2
    assert "run `nghedan migrate`" in capsys.readouterr().err
    assert cli.main(["migrate"]) == 0
    assert "/empty: made, schema " in capsys.readouterr().out
    assert cli.main(["migrate"]) == 0
    assert "/empty: up to date, schema " in capsys.readouterr().out
    assert cli.main(["dead-letters", "list"]) == 0
    server.run("DROP DATABASE empty WITH (FORCE)")


def test_files_are_for_their_user_alone_whatever_the_umask(file: Path) -> None:
    before = os.umask(0o000)
    try:
        cli.main(["migrate"])
        (file.parent / "made later").write_text("")
        (file.parent / "folder").mkdir()
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.rglob("*")}
    assert len(modes) > 2
    assert not {name: oct(mode) for name, mode in modes.items() if mode & 0o077}
