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


READS_CASES = frozenset({Role.OFFICER, Role.HEAD, Role.ADMIN})
HANDLES_CASES = frozenset({Role.OFFICER, Role.HEAD, Role.ADMIN})
SEES_ALL_UNITS = frozenset({Role.HEAD, Role.ADMIN})
LETS_PEOPLE_IN = frozenset({Role.HEAD, Role.ADMIN})
STAFF = frozenset(Role) - {Role.RESIDENT}
