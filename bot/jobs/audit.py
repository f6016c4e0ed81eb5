"""Seals the audit log's new rows into the chain, after their commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.jobs.job import Job
from storage import audit

if TYPE_CHECKING:
    from bot.jobs.job import Workplace


async def seal(place: Workplace) -> None:
    """One batch; does nothing when nothing is new."""
    if await place.database.read(audit.is_unsealed):
        await place.database.transact(audit.seal)


job = Job("audit chain", 5.0, seal)
