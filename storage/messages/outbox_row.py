"""What the outbox hands to delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from domain.messages.message import Outgoing


class OutboxRow(NamedTuple):
    """One thing to do in one chat, as delivery needs it."""

    id: int
    channel: str
    chat: str
    rank: int
    operation: str
    not_before: datetime
    attempts: int
    ambiguous: bool
    """An answer was lost once already: it may have arrived."""
    target: str
    target_row: int | None
    message: Outgoing | None
    menu: tuple[tuple[str, str], ...]
    origin: str
    created_at: datetime
