"""Opens the database that the settings name, and explains its errors to an operator."""

from __future__ import annotations

from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.errors import DatabaseDamaged, OperatorError, TemporaryError
from bot.process.lock import exclusive_lock
from storage.engine import schema
from storage.engine.database import Database
from storage.engine.errors import DatabaseIll, UnknownSchema, illness, is_damage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.settings.settings import Settings

SQLITE = "sqlite:///"
SERVER = ("postgresql://", "postgres://")


def database_location(settings: Settings) -> Path | str:
    """The SQLite file, or the PostgreSQL URL. Raises OperatorError for a URL of any other kind."""
    url = settings.database_url.get_secret_value()
    if url.startswith(SERVER):
        return url
    if not url.startswith(SQLITE) or url == SQLITE:
        raise OperatorError(
            "NGHEDAN_DATABASE_URL is not of the form sqlite:///path/to/file.db or "
            "postgresql://user:password@host/database; set it so"
        )
    return Path(url.removeprefix(SQLITE))


def printable(where: Path | str) -> str:
    """The location as a log may show it: of a URL the host and database, never user or password."""
    if not isinstance(where, str):
        return str(where)
    try:
        parts = urlsplit(where)
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"
    except ValueError:
        return "the database"


def migrate(settings: Settings) -> tuple[str, str]:
    """Create the schema or bring it up to date; returns (version before, version now)."""
    where = database_location(settings)
    with explain_errors(where):
        return schema.migrate(where)


@contextmanager
def database_lock(settings: Settings) -> Iterator[None]:
    """Keep a second process from using the same SQLite file: it would send every message again.

    Does nothing for PostgreSQL, where one of several processes leads (`storage.engine.leadership`).
    Raises OperatorError when another process uses the file.
    """
    where = database_location(settings)
    if isinstance(where, str):
        yield
        return
    # A file of its own: closing the database's file would drop the locks that SQLite holds on it.
    lock = where.with_name(where.name + ".lock")
    message = f"Another process runs on {where}; stop it first, then start this one"
    with ExitStack() as stack:
        with explain_errors(where):
            where.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(exclusive_lock(lock, message))
        yield


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open an existing database of this version, and close it after the block.

    Raises OperatorError when it is missing or of another version, `TemporaryError` when it stays
    ill longer than the calls inside the block wait.
    """
    where = database_location(settings)
    if not isinstance(where, str) and not where.exists():
        raise OperatorError(f"There is no database at {where}; `nghedan migrate` makes one")
    with explain_errors(where):
        schema.check(where)
        database = await Database.open(where)
    try:
        yield database
    except DatabaseIll as error:
        raise TemporaryError(
            f"{printable(where)} cannot be used now ({error}); try again"
        ) from None
    finally:
        await database.close()


@contextmanager
def explain_errors(where: Path | str) -> Iterator[None]:
    """Turn errors of the database that an operator can fix into an OperatorError.

    Raises `DatabaseDamaged` when only a backup helps, `TemporaryError` when it may recover by itself.
    """
    name = printable(where)
    try:
        yield
    except UnknownSchema as error:
        raise OperatorError(f"{name}: {error}") from None
    except OSError as error:
        raise OperatorError(
            f"{name} cannot be used ({error.strerror}); see to its folder's owner and rights"
        ) from None
    except Exception as error:
        ill = illness(error)
        if not ill:
            raise
        what_to_do = (
            "see that the server runs, and to the user, password and name in NGHEDAN_DATABASE_URL"
            if isinstance(where, str)
            else "see to its rights, the disk and who else has it open, or restore a backup"
        )
        kind = DatabaseDamaged if is_damage(ill) else TemporaryError
        raise kind(f"{name} cannot be used ({ill}); {what_to_do}") from None
