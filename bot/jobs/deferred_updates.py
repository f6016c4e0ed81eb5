"""Runs deferred updates: messages that came too fast, in order, as the rate limit allows."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.jobs.job import Job
from handlers.chat.error_reply import apologise, places
from handlers.chat.update import take_deferred
from storage.updates import deferred_updates

if TYPE_CHECKING:
    from bot.jobs.job import JobContext
    from storage.engine.transaction import Transaction

log = logging.getLogger(__name__)

SENDERS = 50
"""Senders whose updates are run in one round, at most."""


async def run_deferred(context: JobContext) -> None:
    """Run each sender's oldest deferred update, if the sender's rate limit allows it."""
    waiting = await context.database.read(lambda tx: deferred_updates.senders(tx, SENDERS))
    for sender in waiting:
        await _run_one(context, sender)


async def _run_one(context: JobContext, sender: tuple[str, str, str]) -> None:
    now = context.clock.now()

    def work(tx: Transaction) -> None:
        take_deferred(tx, *sender, now=now, commune=context.commune, book=context.book)

    def rescue(tx: Transaction, error: Exception) -> None:
        incoming = deferred_updates.pop_first(tx, *sender)
        if incoming is not None:
            log.error("a deferred turn failed: %s at\n%s", type(error).__name__, places(error))
            apologise(tx, incoming, error, now=now, commune=context.commune, was_deferred=True)

    channel, chat, _ = sender
    await context.database.transact(work, rescue=rescue, chat=(channel, chat))


job = Job("deferred updates", 1.0, run_deferred, irreversible=False)
