"""The phrases of a list are found in a text."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from domain.reading.phrases import Phrases, prepared

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
        "Cháy nhà rồi!",
        "chay nha",
        "cháy nha",
        "CHÁY  NHÀ",
        "nhà chú Ba bốc cháy",
        "đang cướp",
        "bi cuop",
        "nó đâm người",
        "ko dc",
        "k được",
        "hổng được",
        "hok đc",
        "ភ្លើង ឆេះ",
        "house on fire",
        "nhà bốc cháy",
    ],
)
def test_found(text: str) -> None:
    assert LIST.occurs_in(prepared(text))


@pytest.mark.parametrize(
    "text",
    [
        "chạy nhà",
        "cháy. Nhà",
        "nhà tôi ở xa lắm chỗ đó bốc cháy",
        "nhà tôi. Bốc cháy",
        "dam",
        "đậm",
        "cướp",
        "",
        "   ",
        "cháynhà",
    ],
)
def test_not_found(text: str) -> None:
    assert not LIST.occurs_in(prepared(text))


def test_what_is_found_is_told() -> None:
    found = LIST.found(prepared("Cháy nhà, bị cướp"))
    assert found == (prepared("cháy nhà").strip(), prepared("bị cướp").strip())


def test_blanking_leaves_a_gap() -> None:
    left = LIST.blanked(prepared("đang cháy nhà cướp"))
    assert not LIST.occurs_in(left)
    assert "đang" in left


def test_an_empty_list_finds_nothing() -> None:
    assert not Phrases("# nothing\n").occurs_in(prepared("cháy nhà"))


@given(st.text())
def test_any_text(text: str) -> None:
    assert LIST.blanked(prepared(text)).startswith(" ")
