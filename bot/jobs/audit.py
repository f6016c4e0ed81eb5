"""Seals the audit log's new rows into the chain, after their commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.jobs.job import Job
from storage import audit

if TYPE_CHECKING:
    from bot.jobs.job import JobContext


async def seal(context: JobContext) -> None:
    """One batch; does nothing when nothing is new."""
    if await context.database.read(audit.has_unchained):
        await context.database.transact(audit.extend_chain)


job = Job("audit chain", 5.0, seal)
