"""Which version a database's schema has, and bringing it to this program's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text

from storage.connection import open_file
from storage.errors import UnknownSchema

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"


def migrate(path: Path) -> tuple[str, str]:
    """Create the SQLite file or bring it up to date; returns (version before, version now).

    All steps are one transaction on a connection of their own, with foreign keys off (a rebuilt
    parent table would take its children along) and checked before the commit. Raises
    `UnknownSchema` for a database written by a newer version, the driver's error for
    one that cannot be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(path)
    try:
        with engine.connect() as connection:
            before = _version(connection)
            newest = _script().get_current_head() or ""
            if before == newest:
                return before, newest
            _refuse_unknown(before)
            connection.execute(text("PRAGMA foreign_keys = OFF"))
            connection.execute(text("BEGIN IMMEDIATE"))
            try:
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                _refuse_orphans(connection)
            except BaseException:
                connection.execute(text("ROLLBACK"))
                raise
            connection.execute(text("COMMIT"))
            return before, newest
    finally:
        engine.dispose()


def check(path: Path) -> None:
    """Raise `UnknownSchema`, saying what to do, unless the schema is this program's."""
    engine = _engine(path)
    try:
        with engine.connect() as connection:
            version = _version(connection)
    finally:
        engine.dispose()
    _refuse_unknown(version)
    if version != (_script().get_current_head() or ""):
        raise UnknownSchema("the database is of an older version; run `nghedan migrate`")


def _refuse_orphans(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise UnknownSchema(f"{len(broken)} rows would lose what they point to")


def _refuse_unknown(version: str) -> None:
    known = {script.revision for script in _script().walk_revisions()}
    if version and version not in known:
        raise UnknownSchema(
            f"the database has schema {version}, which this version does not know; "
            "install the version that wrote it"
        )


def _version(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _engine(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: open_file(path, writable=True),
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _say_nothing(_connection: Connection) -> None:
        """BEGIN is ours to say."""

    return engine


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
