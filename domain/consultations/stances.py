"""The stances of residents on a consultation, and the office's answers to them."""

from __future__ import annotations

from enum import StrEnum


class Stance(StrEnum):
    """The short form of an opinion. Values are stored in the database."""

    AGREE = "agree"
    DISAGREE = "disagree"
    NO_OPINION = "pass"
    OWN_WORDS = "own_words"
    """None of the other stances: the opinion is only in its text or its files."""


class Disposition(StrEnum):
    """The office's decision on the opinions of one stance. Values are stored in the database."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    EXPLAINED = "explained"
    """Not accepted, with reasons."""
