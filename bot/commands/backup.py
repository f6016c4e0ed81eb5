"""`nghedan backup`, `restore` and `check`: a copy while it runs, the way back, and is all well?"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import OperatorError
from bot.settings import load

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from bot.backups import Copies
    from bot.commands.parsers import Parsers
    from bot.settings import Settings


def add(commands: Parsers) -> None:
    made = commands.add_parser(
        "backup",
        help="copy database and files, also while the bot runs",
        description="Into NGHEDAN_BACKUP_DIR; the oldest beyond NGHEDAN_BACKUPS_KEPT are dropped.",
    )
    made.set_defaults(run=backup)
    back = commands.add_parser(
        "restore",
        help="put a copy in the database's place; stop the bot first",
        description="Who had themselves erased since the copy was made is forgotten again.",
    )
    back.add_argument("copy", type=Path, help="a folder that `nghedan backup` made")
    back.add_argument(
        "--replace", action="store_true", help="put the database that is there aside"
    )
    back.set_defaults(run=restore)
    checked = commands.add_parser(
        "check",
        help="look the database, the audit log and the files over",
        description="A line for each finding; exit code 1 when there is any.",
    )
    checked.set_defaults(run=check)


def backup(_chosen: argparse.Namespace) -> int:
    """Print where the copy lies."""
    from storage.copies import CopyFailed

    settings = load()
    made = copies_of(settings)
    if not made.database.exists():
        raise OperatorError(
            f"There is no database at {made.database}; `nghedan migrate` makes one"
        )
    try:
        print(asyncio.run(made.make(_local(settings))))
    except CopyFailed as error:
        raise OperatorError(
            f"No copy was made ({error}); see to the disk and the rights of {made.folder}"
        ) from None
    return 0


def restore(chosen: argparse.Namespace) -> int:
    """Print what was put back."""
    from bot.backups import put_back
    from bot.database import migrate

    settings = load()
    now = _local(settings)
    forgotten = asyncio.run(
        put_back(chosen.copy, copies_of(settings), now, replace=chosen.replace)
    )
    migrate(settings)
    again = f"; {forgotten} people erased since were forgotten again" if forgotten else ""
    print(f"{chosen.copy.name} is back{again}. `nghedan check` looks it over.")
    return 0


def check(_chosen: argparse.Namespace) -> int:
    """Exit code 1 when something is wrong."""
    found = asyncio.run(_problems(load()))
    print("\n".join(found) if found else "All is well.")
    return 1 if found else 0


async def _problems(settings: Settings) -> list[str]:
    from bot.database import opened
    from storage import copies

    async with opened(settings) as database:
        return await database.read(lambda tx: copies.problems(tx, settings.data_dir))


def copies_of(settings: Settings) -> Copies:
    """Where this bot's copies lie. Raises OperatorError for a database that is no SQLite file."""
    from bot.backups import Copies
    from bot.database import where_of

    where = where_of(settings)
    if isinstance(where, str):
        raise OperatorError(
            "PostgreSQL is copied with its own tools: "
            "pg_dump --exclude-table-data=sealed_words; see docs/operations.md"
        )
    folder = settings.backup_dir or settings.data_dir / "backups"
    return Copies(where, settings.data_dir, folder, settings.backups_kept)


def _local(settings: Settings) -> datetime:
    from bot.clock import Clock
    from domain.organisation import ZONE

    return Clock(settings.clock_file).now().astimezone(ZONE)
