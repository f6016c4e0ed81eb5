"""The database that the settings name, opened for the process or a command."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import OperatorError
from storage import schema
from storage.database import Database
from storage.errors import DatabaseIll, UnknownSchema, illness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.settings import Settings

SQLITE = "sqlite:///"


def file_of(settings: Settings) -> Path:
    """The database's file. Raises OperatorError for a URL of any other kind."""
    url = settings.database_url
    if not url.startswith(SQLITE) or url == SQLITE:
        raise OperatorError(
            "NGHEDAN_DATABASE_URL is not of the form sqlite:///path/to/file.db; set it so"
        )
    return Path(url.removeprefix(SQLITE))


def migrate(settings: Settings) -> tuple[str, str]:
    """Create the file or bring it up to date; returns (version before, version now)."""
    path = file_of(settings)
    with explained(path):
        return schema.migrate(path)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """An existing database of this version. Raises OperatorError for any other, and for one that
    stays ill longer than what is done inside has patience."""
    path = file_of(settings)
    if not path.exists():
        raise OperatorError(f"There is no database at {path}; `nghedan migrate` makes one")
    with explained(path):
        schema.check(path)
        database = await Database.open(path)
    try:
        yield database
    except DatabaseIll as error:
        raise OperatorError(f"{path} cannot be used now ({error}); try again") from None
    finally:
        await database.close()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what an operator can mend about the file into an OperatorError."""
    try:
        yield
    except UnknownSchema as error:
        raise OperatorError(f"{path}: {error}") from None
    except OSError as error:
        raise OperatorError(
            f"{path} cannot be used ({error.strerror}); see to its folder's owner and rights"
        ) from None
    except Exception as error:
        name = illness(error)
        if not name:
            raise
        raise OperatorError(
            f"{path} cannot be used ({name}); see to its rights, the disk and who else has it "
            "open, or restore a backup"
        ) from None
