"""A summary must be short enough for a telephone."""

from __future__ import annotations

import pytest

from domain.consultations.summary import is_brief


@pytest.mark.parametrize(
    ("summary", "brief"),
    [
        ("Mở rộng đường lên 3,5 mét. Mỗi hộ hiến 0.5 mét đất. Làm trong quý 1.", True),
        ("Một. Hai! Ba? Bốn.", False),
        ("ពង្រីកផ្លូវ។ ធ្វើក្នុងត្រីមាសទី១។", True),
        ("", True),
    ],
)
def test_three_sentences_at_most(summary: str, brief: bool) -> None:
    assert is_brief(summary) is brief
