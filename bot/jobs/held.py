"""Runs messages that came too fast, in their order, as the minute has room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.jobs.job import Job
from handlers import dispatch
from handlers.apology import apologise
from handlers.begin import take_held
from storage import held

if TYPE_CHECKING:
    from bot.jobs.job import Workplace
    from storage.transaction import Transaction

SENDERS = 50
"""How many senders are looked after in one round."""


async def run_held(place: Workplace) -> None:
    """One round: each sender's oldest message that fits its minute."""
    waiting = await place.database.read(lambda tx: held.senders(tx, SENDERS))
    for channel, chat, sender in waiting:
        now = place.clock.now()

        def work(tx: Transaction, of: tuple[str, str, str] = (channel, chat, sender)) -> None:
            take_held(tx, *of, now=now, world=place.world, dispatch=dispatch)  # noqa: B023

        await place.database.transact(work)


job = Job("held messages", 1.0, run_held)
