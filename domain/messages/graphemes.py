"""Finds the characters that a reader sees (grapheme clusters)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FIRST_MARK = "\u0300"
"""Below it every letter stands alone, but for a line end of two characters."""
_JOINER = "\u200d"
_COENG = "\u17d2"
"""Khmer's sign that puts the next consonant below the one before."""


def clusters(letters: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The (begin, end) of each composed character; `letters` are single code points.

    A composed character is a letter with its marks, a Khmer stack, an emoji of several parts, a flag or
    a line end of two characters. These are the rules of Unicode's annex 29 that matter for Vietnamese,
    Khmer, English and emoji.
    """
    begin = 0
    flags = 0
    for at in range(1, len(letters)):
        before, letter = letters[at - 1], letters[at]
        if before < _FIRST_MARK and letter < _FIRST_MARK and before != "\r":
            flags = 0
            yield begin, at
            begin = at
            continue
        flags = flags + 1 if _is_flag(before) else 0
        if _continues(before, letter) or (_is_flag(letter) and flags % 2 == 1):
            continue
        yield begin, at
        begin = at
    if letters:
        yield begin, len(letters)


def _continues(before: str, letter: str) -> bool:
    if before == "\r" and letter == "\n":
        return True
    if before in "\r\n" or letter in "\r\n":
        return False
    return (
        letter in (_JOINER, "\u200c")
        or (before == _JOINER and not letter.isspace())
        or (before == _COENG and "\u1780" <= letter <= "\u17b3")
        or unicodedata.category(letter) in ("Mn", "Mc", "Me")
        or 0x1F3FB <= ord(letter) <= 0x1F3FF  # skin colours
        or 0xE0020 <= ord(letter) <= 0xE007F  # the letters of a region's flag
    )


def _is_flag(letter: str) -> bool:
    return 0x1F1E6 <= ord(letter) <= 0x1F1FF
