from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import create_engine

from storage.engine import schema
from storage.engine.errors import UnknownSchema, illness
from storage.tables import metadata
from tests.checks import schema as differ

if TYPE_CHECKING:
    from pathlib import Path

    from alembic.config import Config

LAST = f"{len(list(differ.VERSIONS.glob('*.py'))):04d}"


def definitions(path: Path) -> dict[str, list[str]]:
    """The words of each table and index, in no order: constraints may change places."""
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {
            name: sorted(re.findall(r"[^\s,()]+", sql))
            for name, sql in rows
            if name not in {"alembic_version", "sqlite_sequence"}
        }


def test_migrating_makes_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    """After a change of a table: `python -m tests.checks.schema "what changes"` (see there)."""
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    assert schema.migrate(migrated) == ("", LAST)
    engine = create_engine(f"sqlite:///{made}")
    metadata.create_all(engine)
    engine.dispose()
    assert differ.differences(migrated) == []
    assert definitions(migrated) == definitions(made)


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "n.db"
    schema.migrate(path)
    schema.check(path)
    assert schema.migrate(path) == (LAST, LAST)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    schema.migrate(path)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnknownSchema, match="9999"):
        schema.check(path)
    with pytest.raises(UnknownSchema, match="9999"):
        schema.migrate(path)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that says of itself that a step is due."""
    path = tmp_path / "n.db"
    schema.migrate(path)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DELETE FROM alembic_version")
    return path


def test_a_failing_step_leaves_the_file_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = definitions(old)

    def breaks(config: Config, revision: str) -> None:
        config.attributes["connection"].exec_driver_sql("DROP TABLE outbox")
        raise OSError("the disk is full")

    monkeypatch.setattr(command, "upgrade", breaks)
    with pytest.raises(OSError, match="full"):
        schema.migrate(old)
    assert definitions(old) == before


def test_rows_without_their_parent_are_never_committed(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def orphans(config: Config, revision: str) -> None:
        connection = config.attributes["connection"]
        connection.exec_driver_sql("CREATE TABLE child (parent INTEGER REFERENCES person (id))")
        connection.exec_driver_sql("INSERT INTO child VALUES (77)")

    monkeypatch.setattr(command, "upgrade", orphans)
    with pytest.raises(UnknownSchema, match="1 rows would lose"):
        schema.migrate(old)
    assert "child" not in definitions(old)


def test_an_older_schema_is_not_run(old: Path) -> None:
    with pytest.raises(UnknownSchema, match="nghedan migrate"):
        schema.check(old)


def test_what_is_no_database_is_an_illness(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    path.write_text("not a database, but long enough to be read as one" * 100)
    with pytest.raises(Exception, match="not a database") as caught:
        schema.migrate(path)
    assert illness(caught.value) == "SQLITE_NOTADB"


def test_a_server_gets_exactly_the_tables_of_the_code(postgres: str) -> None:
    assert schema.migrate(postgres) == (LAST, LAST)
    assert differ.differences(postgres) == []


def test_a_failing_step_leaves_the_server_as_it_was(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with schema._connected(postgres) as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")

    def breaks(config: Config, revision: str) -> None:
        config.attributes["connection"].exec_driver_sql("DROP TABLE outbox CASCADE")
        raise OSError("the disk is full")

    monkeypatch.setattr(command, "upgrade", breaks)
    with pytest.raises(OSError, match="full"):
        schema.migrate(postgres)
    assert differ.differences(postgres) == []
    with pytest.raises(UnknownSchema, match="nghedan migrate"):
        schema.check(postgres)
