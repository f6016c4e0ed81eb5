"""Writes migrations from the difference between the tables in the code and the newest revision.

python -m tests.checks.schema "what changes"    a new revision, to be read before it is kept
python -m tests.checks.schema --first           the first one again, while nothing is released
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import Script
from sqlalchemy import BigInteger, Integer, create_engine

from storage.engine import schema
from storage.engine.types import Json, Moment
from storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

VERSIONS = schema.STEPS


@contextmanager
def connected(path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def differences(where: Path | str) -> list[Any]:
    """What the code's tables have that the database has not, or the other way round."""
    with schema._connected(where) as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        found = compare_metadata(context, metadata)
    return list(found)


def render(kind: str, item: Any, context: Any) -> str | bool:
    """A key is a big number, except on SQLite, where only a plain one counts by itself."""
    if kind == "type" and isinstance(item, (Moment, Json)):
        return f"{type(item).__name__}()"
    if kind == "type" and isinstance(item, BigInteger) and "sqlite" in item._variant_mapping:
        assert isinstance(item._variant_mapping["sqlite"], Integer)
        return "sa.BigInteger().with_variant(sa.Integer(), 'sqlite')"
    return False


def write(message: str, revision: str) -> Path:
    """A new revision after the newest, numbered in order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.db"
        if any(VERSIONS.glob("*.py")):
            schema.migrate(path)
        with connected(path) as connection:
            config = schema._config(connection)
            # A new table needs no batch; an altered one is copied by SQLite's rules.
            batch = any(VERSIONS.glob("*.py"))
            config.attributes["render"] = {"render_item": render, "render_as_batch": batch}
            script = command.revision(config, message, autogenerate=True, rev_id=revision)
    if not isinstance(script, Script):
        raise TypeError("Alembic wrote nothing")
    written = Path(script.path)
    text = written.read_text(encoding="utf-8")
    written.write_text(re.sub(r"\n *# ###.*", "", text), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "-q", written], check=False)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", written], check=True)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message", nargs="?", default="First")
    parser.add_argument("--first", action="store_true")
    chosen = parser.parse_args()
    if chosen.first:
        for old in VERSIONS.glob("*.py"):
            old.unlink()
    number = len(list(VERSIONS.glob("*.py"))) + 1
    print(write(chosen.message, f"{number:04d}"))


if __name__ == "__main__":
    main()
