"""The words of a text that are stored for the search, and the words of a search."""

from __future__ import annotations

from domain.reading.normalise import words

MOST = 60
"""The most words of one text that are stored. A long letter is found by its beginning."""
_NUMBER = 8
"""The fewest digits of a telephone or identity number. Nobody can be searched for by those."""


def search_words(text: str) -> list[str]:
    """Return the different words of a text, folded, in their order.

    Single letters and long numbers are left out.
    """
    found = (
        word
        for word in words(text)
        if len(word) > 1 and not (word.isdecimal() and len(word) >= _NUMBER)
    )
    return list(dict.fromkeys(found))[:MOST]
