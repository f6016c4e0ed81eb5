"""`nghedan clock confirm`: an operator confirms that the machine's clock is right."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.settings.settings import load

if TYPE_CHECKING:
    import argparse

    from bot.commands.parsers import Parsers
    from storage.engine.transaction import Transaction


def add(commands: Parsers) -> None:
    parser = commands.add_parser("clock", help="whether the machine's clock is believed")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    confirm = actions.add_parser(
        "confirm",
        help="it is right: what waits to be deleted or closed goes on",
        description="Needed after the clock jumped, or after the machine was off for days, and nobody "
        "has written since.",
    )
    confirm.set_defaults(run=run)


def run(_chosen: argparse.Namespace) -> int:
    """Store that the clock is right now, and print the moment."""
    return asyncio.run(_confirm())


async def _confirm() -> int:
    from bot.process.clock import Clock
    from bot.process.database import open_database
    from domain.people.via import Via
    from storage import audit, clock_trust

    settings = load()
    clock = Clock(settings.clock_file)
    machine = clock.now() - clock.offset()

    def work(tx: Transaction) -> None:
        clock_trust.believe(tx, machine)
        audit.add(
            tx,
            actor=audit.OPERATOR,
            act="clock confirmed",
            via=Via.COMMAND,
            subject="clock",
            now=clock.now(),
        )

    async with open_database(settings) as database:
        await database.transact(work)
    print(f"Confirmed: it is {clock.local():%Y-%m-%d %H:%M}.")
    return 0
