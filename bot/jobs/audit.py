"""Adds the audit log's new rows to its hash chain, after their commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.jobs.job import Job
from storage import audit

if TYPE_CHECKING:
    from bot.jobs.job import JobContext


async def extend(context: JobContext) -> None:
    """Add one batch; does nothing when there is no new row."""
    if await context.database.read(audit.has_unchained):
        await context.database.transact(audit.extend_chain)


job = Job("audit chain", 5.0, extend, irreversible=False)
