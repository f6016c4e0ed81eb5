"""Finding phrases of a list."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from domain.reading.phrases import Phrases, spoken

LIST = Phrases(
    """
    cháy nhà
    nhà … bốc cháy      # a gap
    đang/bị cướp
    !đâm
    không được
    ភ្លើងឆេះ
    on fire
    """
)


@pytest.mark.parametrize(
    "text",
    [
        "Cháy nhà rồi!", "chay nha", "cháy nha", "CHÁY  NHÀ", "nhà chú Ba bốc cháy", "đang cướp",
        "bi cuop", "nó đâm người", "ko dc", "k được", "hổng được", "hok đc", "ភ្លើង ឆេះ", "house on fire",
        "nhà bốc cháy",
    ],
)  # fmt: skip
def test_found(text: str) -> None:
    assert LIST.stand_in(spoken(text))


@pytest.mark.parametrize(
    "text",
    [
        "chạy nhà", "cháy. Nhà", "nhà tôi ở xa lắm chỗ đó bốc cháy", "nhà tôi. Bốc cháy", "dam",
        "đậm", "cướp", "", "   ", "cháynhà",
    ],
)  # fmt: skip
def test_not_found(text: str) -> None:
    assert not LIST.stand_in(spoken(text))


def test_what_is_found_is_told() -> None:
    found = LIST.found(spoken("Cháy nhà, bị cướp"))
    assert found == (spoken("cháy nhà").strip(), spoken("bị cướp").strip())


def test_blanking_leaves_a_gap() -> None:
    left = LIST.blanked(spoken("đang cháy nhà cướp"))
    assert not LIST.stand_in(left)
    assert "đang" in left


def test_an_empty_list_finds_nothing() -> None:
    assert not Phrases("# nothing\n").stand_in(spoken("cháy nhà"))


@given(st.text())
def test_any_text(text: str) -> None:
    assert LIST.blanked(spoken(text)).startswith(" ")
