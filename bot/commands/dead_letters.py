"""`nghedan dead-letters`: lists messages that were given up, and sends them again.

It shows a message's channel and its error, never its text. A running bot sends a resent message within
a second.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.settings.settings import load
from domain import outside

if TYPE_CHECKING:
    import argparse

    from bot.commands.parsers import Parsers
    from storage.engine.transaction import Transaction

MOST = 50
PATIENCE = 30.0
"""Seconds to wait for a database that another program has locked."""


def add(commands: Parsers) -> None:
    parser = commands.add_parser("dead-letters", help="messages that were given up")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    shown = actions.add_parser("list", help=f"the newest {MOST}, newest first")
    shown.set_defaults(run=show)
    again = actions.add_parser("resend", help="let one, or all of them, be sent again")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("id", type=outside.count, nargs="?", help="as `list` shows it")
    which.add_argument("--all", action="store_true")
    again.set_defaults(run=resend)


def show(_chosen: argparse.Namespace) -> int:
    """Print a line for each: id, when, channel, case, reason."""
    return asyncio.run(_show())


def resend(chosen: argparse.Namespace) -> int:
    """Exit code 1 when there was nothing to send again."""
    return asyncio.run(_resend(None if chosen.all else chosen.id))


async def _show() -> int:
    from bot.process.database import open_database
    from storage.messages import outbox

    async with open_database(load()) as database:
        letters = await database.read(lambda tx: outbox.dead_letters(tx, MOST))
    for letter in letters:
        case = f"case {letter.submission_id}" if letter.submission_id else "no case"
        when = letter.created_at.isoformat(timespec="seconds")
        print(f"{letter.id}\t{when}\t{letter.channel}\t{case}\t{letter.error}")
    if not letters:
        print("No message was given up.")
    return 0


async def _resend(row: int | None) -> int:
    from bot.process.clock import Clock
    from bot.process.database import open_database
    from domain.cases.acts import Act
    from domain.people.via import Via
    from storage import audit
    from storage.messages import outbox_states

    settings = load()
    now = Clock(settings.clock_file).now()

    def work(tx: Transaction) -> int:
        count = outbox_states.resend(tx, row, now)
        if count:
            audit.add(
                tx,
                actor=audit.OPERATOR,
                act=Act.RESEND,
                via=Via.COMMAND,
                subject=f"outbox:{row}" if row is not None else "outbox",
                after={"count": count},
                now=now,
            )
        return count

    async with open_database(settings) as database:
        count = await database.transact(work, patience=PATIENCE)
    print(f"{count} will be sent again." if count else "There is no such dead letter.")
    return 0 if count else 1
