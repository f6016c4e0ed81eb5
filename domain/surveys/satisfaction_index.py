"""What is counted about how cases are handled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST = 5
"""Scores below which an index says nothing."""


def satisfaction_index(scores: Mapping[int, int]) -> int | None:
    """The share of 4 and 5 among scores of 1 to 5 (score → how many gave it), in per cent; None
    when they are too few (the interior ministry's method counts the top two of five levels; mark
    U)."""
    number = sum(scores.values())
    if number < FEWEST:
        return None
    return round(100 * sum(many for score, many in scores.items() if score >= 4) / number)
