"""Numbers in the data of buttons, which anybody can forge."""

from __future__ import annotations

MOST_DIGITS = 15
"""More than any table has rows; larger ones might not fit into the database's numbers."""
NONE = 0


def tap_number(text: str) -> int:
    """The number; `NONE`, which no row and no version has, for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else NONE
