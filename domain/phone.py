"""Telephone numbers as people type them."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?:\+?84|0)\d{8,10}")
_BETWEEN = re.compile(r"[\s.\-()]")


def read_phone(text: str) -> str | None:
    """The number with its leading 0 and no spaces ("+84 91 234 5678" is "0912345678"), or None
    when the text is anything else, or more than a number."""
    plain = _BETWEEN.sub("", text)
    if not _NUMBER.fullmatch(plain):
        return None
    return "0" + plain.removeprefix("+").removeprefix("84") if plain[0] != "0" else plain
