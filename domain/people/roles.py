"""The roles of people in the organisation."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The role of a person in the organisation. The values are stored in the database."""

    RESIDENT = "resident"
    OFFICER = "officer"
    """Handles the cases of one unit."""
    HEAD = "head"
    """Sees every case, also those about the conduct of officials."""
    ADMIN = "admin"
    """Enrols and dismisses officials, and operates the system."""
    OBSERVER = "observer"
    """The Fatherland Front. Sees counts and due dates, never names or texts."""


EVERYBODY = frozenset(Role)
STAFF = EVERYBODY - {Role.RESIDENT}
