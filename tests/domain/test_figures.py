"""What is counted: the middle, the share of content people, nothing of too few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, strategies

from domain.figures import FEWEST, median_days, satisfaction_index


@pytest.mark.parametrize(
    ("hours", "days"), [([], None), ([24], 1.0), ([24, 48, 240], 2.0), ([12, 24], 0.8)]
)
def test_median(hours: list[int], days: float | None) -> None:
    assert median_days([timedelta(hours=one) for one in hours]) == days


@pytest.mark.parametrize(
    ("scores", "index"),
    [
        ([5] * 4, None),
        ([5] * 5, 100),
        ([1, 2, 3, 4, 5], 40),
        ([3] * 5, 0),
        ([4, 4, 5, 3, 1, 1], 50),
    ],
)
def test_index(scores: list[int], index: int | None) -> None:
    assert satisfaction_index(scores) == index


@given(scores=strategies.lists(strategies.integers(1, 5), min_size=FEWEST))
def test_the_index_is_a_share(scores: list[int]) -> None:
    index = satisfaction_index(scores)
    assert index is not None
    assert 0 <= index <= 100
