"""Telephone numbers as people type them."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"(?:(?:\+?84|0)[0-9]{8,10}|\+[0-9]{8,15})")
"""Vietnamese ones with their trunk 0 or country code; abroad (the border is near) with a +."""
_BETWEEN = re.compile(r"[\s.\-()]")


def read_phone(text: str) -> str | None:
    """The number in plain digits, without spaces ("+84 91 234 5678" is "0912345678", digits of
    other scripts become common ones), or None when the text is anything else, or more than a
    number."""
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
