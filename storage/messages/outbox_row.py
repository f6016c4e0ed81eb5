"""An outbox row as delivery gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from domain.messages.message import Outgoing


class OutboxRow(NamedTuple):
    """One message, edit or deletion for one chat."""

    id: int
    channel: str
    chat: str
    rank: int
    operation: str
    not_before: datetime
    attempts: int
    ambiguous: bool
    """The service's answer was lost once already: the message may have arrived."""
    target: str
    target_row: int | None
    message: Outgoing | None
    menu: tuple[tuple[str, str], ...]
    origin: str
    created_at: datetime
    submission_id: int | None = None
    """The case that it is about."""
