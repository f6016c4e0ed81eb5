"""The words by which a case is found again, and those that somebody looks for."""

from __future__ import annotations

from domain.reading.normalise import words

MOST = 60
"""Words of one text that are kept: a long letter is found by its beginning."""
_NUMBER = 8
"""Digits in a row from which on it is somebody's telephone or identity number: nobody is looked
for by those."""


def searched(text: str) -> list[str]:
    """The different words of a text without accents and capitals, in their order; single letters
    and long numbers are none."""
    found = (
        word
        for word in words(text)
        if len(word) > 1 and not (word.isdigit() and len(word) >= _NUMBER)
    )
    return list(dict.fromkeys(found))[:MOST]
