"""`nghedan check`: checks the configuration, the database, the audit log, the files and the copies."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.errors import DatabaseDamaged
from bot.settings.settings import load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from bot.backup.manifest import RecordedHead
    from bot.commands.parsers import Parsers
    from bot.settings.settings import Settings
    from storage.engine.transaction import Transaction


def add(commands: Parsers) -> None:
    checked = commands.add_parser(
        "check",
        help="look the database, the audit log and the files over",
        description="A line for each finding; exit code 1 when there is any.",
    )
    checked.set_defaults(run=run)


def run(_chosen: argparse.Namespace) -> int:
    """Exit code 1 when something is wrong."""
    from bot.backup.lost_database import refuse_new_beside_old
    from bot.process.clock import Clock
    from bot.settings.organisation import load_organisation
    from bot.settings.settings import parse_address

    # All that a start reads: a mistake in it is one line here, and not at three in the morning.
    settings = load()
    parse_address(settings.listen)
    load_organisation(settings.config_dir)
    refuse_new_beside_old(settings)
    asyncio.run(_connects(settings))
    found = [
        *asyncio.run(_in_the_database(settings)),
        *asyncio.run(_who_reads(settings)),
        *_dated_in_future(settings, Clock(settings.clock_file).local()),
    ]
    print("\n".join(found) if found else "All is well.")
    return 1 if found else 0


async def _connects(settings: Settings) -> None:
    """Raise OperatorError for settings of a service that a start refuses; nothing is asked of any.

    None at all is no mistake here: the token may be the last thing that is set.
    """
    from bot.channels.services import SERVICES
    from bot.process.clock import Clock
    from bot.process.database import open_database

    try:
        async with open_database(settings) as database:
            for service in SERVICES:
                if service.secrets(settings):
                    channel = service.connect(settings, database, Clock(settings.clock_file))
                    await channel.close()
    except DatabaseDamaged:
        return  # told by the check of the database


async def _in_the_database(settings: Settings) -> list[str]:
    from bot.backup.backups import backup_folder
    from bot.backup.manifest import Manifest
    from bot.process.database import open_database
    from storage.engine import integrity
    from storage.engine.errors import DatabaseIll

    noted = Manifest(backup_folder(settings)).heads()
    try:
        async with open_database(settings) as database:
            found, damaged = await integrity.problems(database)
            try:
                found += await database.read(lambda tx: _rewritten(tx, noted))
                paths = await database.read(integrity.paths)
            except DatabaseIll:
                if not damaged:
                    raise
                paths = []
    except DatabaseDamaged as error:
        found, damaged, paths = [str(error)], True, []
    found += _missing(paths, settings.data_dir)
    return [*found, _way_out(settings)] if damaged else found


async def _who_reads(settings: Settings) -> list[str]:
    """Whom the configuration names and nobody is enrolled as, once anybody is enrolled at all."""
    from bot.process.database import open_database
    from bot.settings.organisation import load_organisation
    from domain.people.roles import Role
    from storage.people import officials

    organisation = load_organisation(settings.config_dir)

    def work(tx: Transaction) -> list[str]:
        if not officials.active(tx):
            return []
        found = []
        for key in ("denunciation_contact", "conduct_reader"):
            name = getattr(organisation, key)
            if name and officials.named(tx, name) is None:
                found.append(
                    f"organisation.toml: {key} {name!r} is nobody, or two, of those enrolled by an "
                    "administrator: invite them under that name, or change it"
                )
        heads = [one for one in officials.active(tx) if one.role == Role.HEAD]
        if not heads and not (
            organisation.conduct_reader and officials.named(tx, organisation.conduct_reader)
        ):
            found.append(
                "officials: no head is enrolled, so reports on officials' conduct are refused: "
                "invite one by /moicanbo"
            )
        return found

    try:
        async with open_database(settings) as database:
            return await database.read(work)
    except DatabaseDamaged:
        return []  # told by the check of the database


def _rewritten(tx: Transaction, noted: list[RecordedHead]) -> list[str]:
    """The first row of the audit log that differs from its record in the manifest."""
    from storage import audit

    for one in noted:
        if audit.chain_at(tx, one.row) != one.chain:
            why = "written anew, or an older one put back without `nghedan restore`"
            return [f"audit log: row {one.row} is not what was noted on {one.at}: it was {why}"]
    return []


def _missing(paths: list[str], data_dir: Path) -> Iterator[str]:
    for path in paths:
        try:
            with (data_dir / path).open("rb"):
                continue
        except FileNotFoundError:
            yield f"files: {path} is not there"
        except OSError as error:
            yield f"files: {path} cannot be read ({error.strerror}); see to its owner and rights"


def _dated_in_future(settings: Settings, local: datetime) -> list[str]:
    """Copies with a time in the future, which are never removed."""
    from bot.backup.backups import backup_copies
    from bot.process.database import database_location

    if isinstance(database_location(settings), str):
        return []
    return [
        f"copies: {one.name} is of a time to come: the clock ran ahead; remove it by hand"
        for one in backup_copies(settings).dated_in_future(local)
    ]


def _way_out(settings: Settings) -> str:
    """What to do about the damaged database."""
    from bot.backup.backups import backup_copies
    from bot.process.database import database_location

    if isinstance(database_location(settings), str):
        return "The database is damaged: restore its newest copy, as docs/operations.md says"
    copies = backup_copies(settings).all()
    if not copies:
        return (
            "The database is damaged and there is no copy: see docs/operations.md for what is left"
        )
    return (
        "The database is damaged: stop the bot, then "
        f"`nghedan restore {copies[-1]} --replace`; what was kept since is in the file put aside"
    )
