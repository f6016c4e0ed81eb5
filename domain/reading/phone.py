"""Reads telephone numbers as people type them."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"(?:(?:\+?84|0)[0-9]{8,10}|\+[0-9]{8,15})")
"""Vietnamese numbers begin with 0 or 84, foreign ones (the border is near) with "+"."""
_BETWEEN = re.compile(r"[\s.\-()]")


def read_phone(text: str) -> str | None:
    """Return the telephone number in plain digits, or None if the text is not only a number.

    "+84 91 234 5678" becomes "0912345678". Digits of other scripts become common ones.
    """
    plain = "".join(
        letter if (digit := unicodedata.decimal(letter, None)) is None else str(digit)
        for letter in _BETWEEN.sub("", text)
    )
    if not _NUMBER.fullmatch(plain):
        return None
    for code in ("+84", "84"):
        if plain.startswith(code):
            return "0" + plain.removeprefix(code)
    return plain
