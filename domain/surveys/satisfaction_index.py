"""The satisfaction index of the office's handling of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST = 5
"""The fewest scores for an index."""


def satisfaction_index(scores: Mapping[int, int]) -> int | None:
    """Return the percentage of scores 4 and 5, or None if there are fewer than five scores.

    `scores` maps each score (1 to 5) to the number of people who gave it. The interior ministry's
    method counts the top two of five levels (mark U, see `docs/law.md`).
    """
    number = sum(scores.values())
    if number < FEWEST:
        return None
    return round(100 * sum(many for score, many in scores.items() if score >= 4) / number)
