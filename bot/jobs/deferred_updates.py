"""Runs messages that came too fast, in their order, as the minute has room for them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.jobs.job import Job
from handlers.chat.error_reply import apologise, places
from handlers.chat.update import take_held
from storage.updates import deferred_updates

if TYPE_CHECKING:
    from bot.jobs.job import JobContext
    from storage.engine.transaction import Transaction

log = logging.getLogger(__name__)

SENDERS = 50
"""How many senders are looked after in one round."""


async def run_held(context: JobContext) -> None:
    """One round: each sender's oldest message that fits its minute."""
    waiting = await context.database.read(lambda tx: deferred_updates.senders(tx, SENDERS))
    for sender in waiting:
        await _run_one(context, sender)


async def _run_one(context: JobContext, sender: tuple[str, str, str]) -> None:
    now = context.clock.now()

    def work(tx: Transaction) -> None:
        take_held(tx, *sender, now=now, commune=context.commune, book=context.book)

    def rescue(tx: Transaction, error: Exception) -> None:
        incoming = deferred_updates.pop_first(tx, *sender)
        if incoming is not None:
            log.error("a held turn failed: %s at\n%s", type(error).__name__, places(error))
            apologise(tx, incoming, error, now=now, commune=context.commune, was_held=True)

    channel, chat, _ = sender
    await context.database.transact(work, rescue=rescue, chat=(channel, chat))


job = Job("held messages", 1.0, run_held)
