"""The states of a consultation, and what follows from them for an opinion."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class ConsultationState(StrEnum):
    """They follow each other in this order. Values are stored in the database."""

    SCHEDULED = "scheduled"
    """Its first day has not come."""
    OPEN = "open"
    CLOSED = "closed"
    """The unit is writing its answers."""
    PUBLISHED = "published"
    """The answers are public."""


def is_late(state: str, closes_at: datetime, now: datetime) -> bool:
    """Whether an opinion given now comes after the closing: it is stored, and counted apart.

    Both moments are UTC; the job that closes may run a little after `closes_at`.
    """
    return state != ConsultationState.OPEN or now > closes_at
