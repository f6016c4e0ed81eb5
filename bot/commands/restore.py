"""`nghedan restore`: restores a copy, and does what must follow a restore."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import OperatorError
from bot.settings.settings import load

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from bot.commands.parsers import Parsers
    from bot.settings.settings import Settings


def add(commands: Parsers) -> None:
    back = commands.add_parser(
        "restore",
        help="put a copy in the database's place; stop the bot first",
        description="Who had themselves erased since the copy was made is forgotten again. "
        "On PostgreSQL: pg_restore first, then this without a folder.",
    )
    back.add_argument("copy", type=Path, nargs="?", help="a folder that `nghedan backup` made")
    back.add_argument(
        "--replace", action="store_true", help="put the database that is there aside"
    )
    back.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print what was restored."""
    from bot.process.clock import Clock
    from bot.process.database import database_location, database_lock

    settings = load()
    now = Clock(settings.clock_file).local()
    copy: Path | None = chosen.copy
    if isinstance(database_location(settings), str):
        if copy is not None:
            raise OperatorError(
                f"{copy} is not for PostgreSQL; put its own dump back with pg_restore, then run "
                "`nghedan restore` without a folder"
            )
        forgotten = asyncio.run(_follow(settings, now))
    else:
        from bot.backup.backups import backup_copies
        from bot.backup.restoring import restore

        if copy is None:
            raise OperatorError("Which copy? Name a folder that `nghedan backup` made")
        copies = backup_copies(settings)
        # For all of the time, so that no bot starts in the middle and writes to what is put aside.
        with database_lock(settings):
            forgotten = asyncio.run(restore(copy, copies, now, replace=chosen.replace))
    again = f"; {forgotten} people erased since were forgotten again" if forgotten else ""
    name = copy.name if copy else "The database"
    print(f"{name} is back{again}. `nghedan check` looks it over.")
    return 0


async def _follow(settings: Settings, now: datetime) -> int:
    """Do what must follow a restore by PostgreSQL's own tools; returns how many were erased."""
    from bot.backup.backups import backup_folder
    from bot.backup.manifest import Manifest
    from bot.backup.restoring import complete_restore
    from bot.process.database import migrate, open_database
    from storage import audit

    manifest = Manifest(backup_folder(settings))
    migrate(settings)
    async with open_database(settings) as database:
        last_row = (await database.read(audit.head)).row
        forgotten = await complete_restore(
            database, manifest, manifest.erased(), settings.data_dir, "database", now
        )
    manifest.truncate(last_row)
    return forgotten
