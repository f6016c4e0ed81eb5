"""Who may do what, as data."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the organisation."""

    RESIDENT = "resident"
    OFFICER = "officer"
    """Handles the cases of one unit."""
    HEAD = "head"
    """Sees every case, and what concerns officials' conduct."""
    ADMIN = "admin"
    """Lets officials in and out and looks after the machine."""
    OBSERVER = "observer"
    """The Fatherland Front: counts and deadlines, never identities or words."""


READS_CASES = frozenset({Role.OFFICER, Role.HEAD, Role.ADMIN})
HANDLES_CASES = frozenset({Role.OFFICER, Role.HEAD, Role.ADMIN})
SEES_ALL_UNITS = frozenset({Role.HEAD, Role.ADMIN})
LETS_PEOPLE_IN = frozenset({Role.HEAD, Role.ADMIN})
STAFF = frozenset(Role) - {Role.RESIDENT}
