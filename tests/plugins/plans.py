"""Checks that each query of the storage uses an index, so that a million cases cost no more.

After a test the database explains the statements that ran in it, each once per process. They have their
original values, which SQLite's planner uses. Small tables may be read whole. PostgreSQL is asked for its
plan with sequential scans disabled, because the tables are empty.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

import storage
from storage.engine.postgres import connect
from storage.engine.schema import migrate
from storage.engine.transaction import Transaction
from storage.tables import metadata
from tests.engines import SERVER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from storage.engine.statements import Statement
    from tests.engines import Server

FEW = {
    "official",
    "invitation",
    "staff_group",
    "consultation",
    "consultation_answer",
    "broadcast",
    "calendar_override",
    "sealed_words",
    "call_back",
    "held_update",
    "receipt",
    "alembic_version",
    "CONSTANT",
}
"""Tables that always have at most hundreds of rows."""
PARTIAL = {
    str(index.name)
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
"""Partial indexes over waiting, open or rare rows, which may be read whole."""
PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
EVERYTHING = {"integrity.py", "snapshots.py:to_forget_again"}
"""Code of the storage that reads everything for an operator's command (`check`, `restore`)."""

Asked = tuple[str, str]
"""(dialect, statement)."""
Seen = dict[Asked, tuple[Any, str]]
"""Statement → (its values, its place in the code)."""

STORAGE = str(Path(storage.__file__).parent)
_HERE = {str(Path(sys.modules[Transaction.__module__].__file__ or ""))}
_EXPLAINED: set[Asked] = set()


def scanned(steps: list[str]) -> list[str]:
    """Return the steps of a plan that read a large table, or an index of all its rows, whole."""
    made = {step.split()[1] for step in steps if step.startswith(("CO-ROUTINE ", "MATERIALIZE "))}
    found = []
    for step in steps:
        seen = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
        if seen and seen[1] not in FEW | made and seen[2] not in PARTIAL:
            found.append(step)
    return found


def _ends_early(sql: str, plan: list[Any]) -> bool:
    """Whether the query stops at the first rows that it finds."""
    sorts = any("TEMP B-TREE" in row[3] for row in plan)
    return "LIMIT" in sql and "WHERE" not in sql and not sorts


def _scans_on(server: Server, ran: dict[str, tuple[Any, str]]) -> list[str]:
    """The statements for which PostgreSQL has no index."""
    found = []
    with connect(_empty_on(server)) as connection:
        connection.execute("SET enable_seqscan = off")
        for sql, (values, place) in ran.items():
            if not sql.startswith(PLANNED):
                continue
            plan = connection.execute(f"EXPLAIN {sql}".encode(), values).fetchall()
            whole = re.findall(r"Seq Scan on (\w+)", "\n".join(line for (line,) in plan))
            found += [f"{place}: Seq Scan on {one}: {sql}" for one in whole if one not in FEW]
    return found


@cache
def _empty_on(server: Server) -> str:
    """Create an empty database for plans. It is deleted with the server."""
    return server.url(server.create())


def _place() -> str:
    """The function of the storage that runs the statement; empty for a test's statement."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if "site-packages" not in name and name not in _HERE and name != __file__:
            file = Path(name).name
            place = f"{file}:{frame.f_code.co_name}"
            whole = file in EVERYTHING or place in EVERYTHING
            return place if name.startswith(STORAGE) and not whole else ""
        frame = frame.f_back
    return ""


class Watch:
    """Records all statements from its creation until `end`."""

    def __init__(self) -> None:
        self.seen: Seen = {}
        self._patch = pytest.MonkeyPatch()
        for name in ("all", "run", "run_many"):
            self._patch.setattr(Transaction, name, self._watched(getattr(Transaction, name)))
        event.listen(Engine, "before_cursor_execute", self._core)

    def end(self) -> None:
        self._patch.undo()
        event.remove(Engine, "before_cursor_execute", self._core)

    def scans(self, schema: sqlite3.Connection, server: Server | None = None) -> list[str]:
        """Return the new statements since the last call that read a large table whole."""
        found = []
        on_server = {}
        for (dialect, sql), (values, place) in self.seen.items():
            _EXPLAINED.add((dialect, sql))
            if dialect == "postgresql":
                on_server[sql] = (values, place)
                continue
            plan = schema.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
            steps = [] if _ends_early(sql, plan) else scanned([str(row[3]) for row in plan])
            found += [f"{place}: {step}: {sql}" for step in steps]
        self.seen.clear()
        if on_server and server is not None:
            found += _scans_on(server, on_server)
        return found

    def _core(
        self, connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: Any
    ) -> None:
        self._note((connection.dialect.name, sql), lambda: values[0] if many else values)

    def _note(self, asked: Asked, values: Callable[[], Any]) -> None:
        if asked not in _EXPLAINED and asked not in self.seen and (place := _place()):
            self.seen[asked] = (values(), place)

    def _watched(self, real: Any) -> Any:
        def run(tx: Transaction, statement: Statement, *args: Any, **values: Any) -> Any:
            if args[:1] != ([],):
                dialect = tx.core.dialect
                prepared = statement.prepared(dialect)
                row = args[0][0] if args else values
                self._note((dialect.name, prepared.sql), lambda: prepared.arguments(row))
            return real(tx, statement, *args, **values)

        return run


@pytest.fixture(scope="session")
def schema_of_now(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An empty database for plans. Without ANALYZE they do not depend on its rows."""
    path = tmp_path_factory.mktemp("plans") / "empty.db"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.fixture(scope="session")
def watch() -> Iterator[Watch]:
    """One recorder for all tests of a process."""
    made = Watch()
    yield made
    made.end()


@pytest.fixture(autouse=True)
def _plans(
    watch: Watch, schema_of_now: sqlite3.Connection, pytestconfig: pytest.Config
) -> Iterator[None]:
    """Fail the test if a statement of the storage reads a large table whole."""
    yield
    found = watch.scans(schema_of_now, pytestconfig.stash.get(SERVER, None))
    if found:
        pytest.fail("\n".join(found))
