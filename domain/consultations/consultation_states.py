"""The states of a consultation, and when an opinion is late."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class ConsultationState(StrEnum):
    """The states in their order. The values are stored in the database."""

    SCHEDULED = "scheduled"
    """Its first day is in the future."""
    OPEN = "open"
    CLOSED = "closed"
    """The unit is writing its answers."""
    PUBLISHED = "published"
    """The answers are public."""


def is_late(state: str, closes_at: datetime, now: datetime) -> bool:
    """Return whether an opinion given now is late. A late opinion is stored, and counted apart.

    Both moments are UTC. The job that closes consultations may run a little after `closes_at`, so the
    moment counts and not only the state.
    """
    return state != ConsultationState.OPEN or now > closes_at
