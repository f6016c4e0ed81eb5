"""What is counted about how cases are handled."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

FEWEST = 5
"""Scores below which an index says nothing."""


def median_days(spans: Sequence[timedelta]) -> float | None:
    """The middle one in days, one decimal; None of none."""
    if not spans:
        return None
    return round(median(span.total_seconds() for span in spans) / 86400, 1)


def satisfaction_index(scores: Sequence[int]) -> int | None:
    """The share of 4 and 5 among scores of 1 to 5, in per cent; None when they are too few
    (the interior ministry's method counts the top two of five levels; mark U)."""
    if len(scores) < FEWEST:
        return None
    return round(100 * sum(score >= 4 for score in scores) / len(scores))
