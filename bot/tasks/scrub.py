"""Takes the last copies of deleted words off the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.tasks import SCRUB

if TYPE_CHECKING:
    from bot.tasks.worker import Workshop

KIND = SCRUB


async def scrub(shop: Workshop, payload: dict[str, Any]) -> None:  # noqa: ARG001
    """Nothing in the payload: what was deleted names itself nowhere."""
    await shop.place.database.scrub()
