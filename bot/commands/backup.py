"""`nghedan backup`: a copy of database and files, also while the bot runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.errors import OperatorError
from bot.settings.settings import load

if TYPE_CHECKING:
    import argparse

    from bot.commands.parsers import Parsers


def add(commands: Parsers) -> None:
    made = commands.add_parser(
        "backup",
        help="copy database and files, also while the bot runs",
        description="Into NGHEDAN_BACKUP_DIR; those older than NGHEDAN_BACKUP_KEEP_DAYS go.",
    )
    made.set_defaults(run=run)


def run(_chosen: argparse.Namespace) -> int:
    """Print the folder of the new copy."""
    from bot.backup.backups import backup_copies
    from bot.process.clock import Clock
    from storage.engine.snapshots import CopyFailed

    settings = load()
    copies = backup_copies(settings)
    if not copies.database.exists():
        raise OperatorError(
            f"There is no database at {copies.database}; `nghedan migrate` makes one"
        )
    local = Clock(settings.clock_file).local()

    async def make() -> None:
        print(await copies.make(local))
        await copies.rotate(local)

    try:
        asyncio.run(make())
    except CopyFailed as error:
        raise OperatorError(
            f"No copy was made ({error}); see to the disk and the rights of {copies.folder}"
        ) from None
    return 0
