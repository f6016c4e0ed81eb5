"""Reads the version of a database's schema, and migrates it to this program's.

A fingerprint of the tables is stored, too: while nothing is released the first migration is changed in
place, and by its version alone a database of yesterday would count as up to date.

Alembic runs the migrations. It is imported only then, for the running bot does not need its eleven
megabytes.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.engine.errors import UnknownSchema
from storage.engine.sqlite import open_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parents[1] / "migrations"
STEPS = FOLDER / "versions"
"""One file for each version, named after it: `0001_first.py`."""

MIGRATING = 0x6E676865
"""The number of the advisory lock that is held while the schema is changed."""


def migrate(where: Path | str) -> tuple[str, str]:
    """Create the schema or bring it up to date; returns (version before, version now).

    `where` is a SQLite file, which is created if it does not exist, or a `postgresql://` URL. All steps
    are one transaction on a connection of their own. Raises `UnknownSchema` for a database written by
    a newer version, the driver's error for one that cannot be opened.
    """
    return _migrate_server(where) if isinstance(where, str) else _migrate_file(where)


def check(where: Path | str) -> None:
    """Raise `UnknownSchema`, saying what to do, unless the schema is this program's."""
    with _connected(where) as connection:
        version = _version(connection)
        _refuse_unknown(version)
        if version != _newest():
            raise UnknownSchema("the database is of an older version; run `nghedan migrate`")
        _refuse_other_tables(connection)


def is_empty(where: Path | str) -> bool:
    """Whether a database has no table at all; it must exist."""
    with _connected(where) as connection:
        return not inspect(connection).get_table_names()


def _migrate_file(path: Path) -> tuple[str, str]:
    """Migrate with foreign keys off, and check them before the commit.

    With foreign keys on, rebuilding a parent table would delete the rows of its children.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # It holds people's words and a service's tokens: only its owner may read it.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with _connected(path) as connection:
        before = _version(connection)
        if before == _newest():
            _refuse_other_tables(connection)
            return before, before
        _refuse_unknown(before)
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        with _whole_or_not_at_all(connection, "BEGIN IMMEDIATE"):
            _upgrade(connection)
            _refuse_orphans(connection)
            _mark(connection)
        return before, _newest()


def _migrate_server(url: str) -> tuple[str, str]:
    """Migrate under a lock: when several processes start at once, one migrates."""
    with _connected(url) as connection:
        with _whole_or_not_at_all(connection, "BEGIN"):
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
            before = _version(connection)
            if before == _newest():
                _refuse_other_tables(connection)
            else:
                _refuse_unknown(before)
                _upgrade(connection)
                _mark(connection)
        return before, _newest()


@contextmanager
def _whole_or_not_at_all(connection: Connection, begin: str) -> Iterator[None]:
    """Run a block in one transaction."""
    connection.execute(text(begin))
    try:
        yield
    except BaseException:
        connection.execute(text("ROLLBACK"))
        raise
    connection.execute(text("COMMIT"))


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _refuse_orphans(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise UnknownSchema(f"{len(broken)} rows would lose what they point to")


def _refuse_unknown(version: str) -> None:
    if version and version not in _known():
        raise UnknownSchema(
            f"the database has schema {version}, which this version does not know; "
            "install the version that wrote it"
        )


def _refuse_other_tables(connection: Connection) -> None:
    """Refuse a database whose tables are not those of this program, though its version is."""
    if _of_database(connection) != _of_program(connection):
        raise UnknownSchema(
            "its tables were made by another development state of this version; use the program that "
            "made it, or put it aside and begin anew"
        )


def _of_program(connection: Connection) -> int:
    """The number of this program's tables and indexes, in the connection's dialect; 31 bits."""
    from storage.tables import metadata

    made = []
    for table in metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=connection.dialect)))
        made += sorted(
            str(CreateIndex(index).compile(dialect=connection.dialect)) for index in table.indexes
        )
    return int.from_bytes(sha256("\n".join(made).encode()).digest()[:4]) >> 1


def _of_database(connection: Connection) -> int:
    """The number that was stored when the tables were made; 0 if none was."""
    if connection.dialect.name == "sqlite":
        return int(connection.execute(text("PRAGMA application_id")).scalar_one())
    comment = connection.execute(
        text("SELECT obj_description('alembic_version'::regclass, 'pg_class')")
    ).scalar()
    return int(comment) if comment and comment.isascii() and comment.isdigit() else 0


def _mark(connection: Connection) -> None:
    """Store this program's number, in the transaction that makes the tables."""
    number = _of_program(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"PRAGMA application_id = {number}"))
    else:
        connection.execute(text(f"COMMENT ON TABLE alembic_version IS '{number}'"))


def _version(connection: Connection) -> str:
    """The version that Alembic stored; empty in a database without tables.

    Raises `UnknownSchema` for a database that has tables and was never ours.
    """
    there = inspect(connection)
    if not there.has_table("alembic_version"):
        if there.get_table_names():
            raise UnknownSchema(
                "this is the database of another program; see to NGHEDAN_DATABASE_URL"
            )
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")


def _known() -> list[str]:
    """Every version that this program knows, the newest last."""
    return sorted(step.name.partition("_")[0] for step in STEPS.glob("*.py"))


def _newest() -> str:
    return _known()[-1]


@contextmanager
def _connected(where: Path | str) -> Iterator[Connection]:
    """A connection of its own, in autocommit mode."""
    engine = _server(where) if isinstance(where, str) else _file(where)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _server(url: str) -> Engine:
    from storage.engine.postgres import connect, engine_on

    return engine_on(connect(url))


def _file(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: open_file(path, writable=True),
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _say_nothing(_connection: Connection) -> None:
        """Do not begin: we execute BEGIN ourselves."""

    return engine
