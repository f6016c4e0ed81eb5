"""Hide numbers that lead to a person: of telephones, identity cards, bank accounts."""

from __future__ import annotations

import re

FEWEST = 8
"""Digits of such a number; a day, a decision's number or a sum of money mostly has fewer."""
HIDDEN = "•••"
_NUMBER = re.compile(rf"\d(?:[ .\-]{{0,2}}\d){{{FEWEST - 1},}}")


def mask_numbers(words: str) -> str:
    """The words with each run of eight digits or more hidden, also with blanks, dots or dashes in it."""
    return _NUMBER.sub(HIDDEN, words)
