"""What a resident may think of a consultation, and what may become of it."""

from __future__ import annotations

from enum import StrEnum


class Stance(StrEnum):
    """The short form of an opinion. Values are stored in the database."""

    AGREE = "agree"
    DISAGREE = "disagree"
    NO_OPINION = "pass"
    OWN_WORDS = "own_words"
    """None of the others: it is only in the words or the files."""


class Disposition(StrEnum):
    """What becomes of the opinions of one stance. Values are stored in the database."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    EXPLAINED = "explained"
    """Not accepted, with the reasons."""
