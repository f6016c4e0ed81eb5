"""`nghedan migrate`: creates the database, or updates it to this version's schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings.settings import load

if TYPE_CHECKING:
    import argparse

    from bot.commands.parsers import Parsers


def add(commands: Parsers) -> None:
    parser = commands.add_parser(
        "migrate",
        help="make the database, or bring it up to date",
        description="All steps or none; stop the bot first. Does nothing when up to date.",
    )
    parser.set_defaults(run=run)


def run(_chosen: argparse.Namespace) -> int:
    """Exit code 0 when the schema is this version's."""
    from bot.backup.lost_database import refuse_new_beside_old
    from bot.process.database import database_location, migrate, printable

    settings = load()
    refuse_new_beside_old(settings)
    before, now = migrate(settings)
    path = printable(database_location(settings))
    if not before:
        print(f"{path}: made, schema {now}")
    elif before == now:
        print(f"{path}: up to date, schema {now}")
    else:
        print(f"{path}: schema {before} is now {now}")
    return 0
