"""The share of satisfied people, and no index for too few scores."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, strategies

from domain.surveys.satisfaction_index import FEWEST, satisfaction_index


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
    assert satisfaction_index(Counter(scores)) == index


@given(scores=strategies.lists(strategies.integers(1, 5), min_size=FEWEST))
def test_the_index_is_a_share(scores: list[int]) -> None:
    index = satisfaction_index(Counter(scores))
    assert index is not None
    assert 0 <= index <= 100
