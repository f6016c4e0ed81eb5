"""Text is normalised for comparison."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from domain.reading.normalise import (
    accented_words,
    fold,
    has_accents,
    has_khmer,
    nfc,
    plain,
    tone_last,
    words,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường ấp 4 LẦY LỘI", "duong ap 4 lay loi"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Đượm"), "nguyen thi duom"),
        ("a\u00a0b \t c\n d", "a b c d"),
        ("ấp\u200b 4\ufeff", "ap 4"),
        ("ẤP ４", "ap 4"),
        ("ភូមិ ទី៤", "ភូមិ ទី៤"),
        ("Ấp ភូមិ", "ap ភូមិ"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_lose_punctuation_and_emoji() -> None:
    assert words("✅ Đồng ý, và gửi!") == ["dong", "y", "va", "gui"]
    assert words("1️⃣ Báo việc") == ["1", "bao", "viec"]


def test_khmer_words_keep_their_vowels() -> None:
    assert words("បាទ/ចាស ទេ។") == ["បាទ", "ចាស", "ទេ"]
    assert words("ទេ") != words("ទា")


@pytest.mark.parametrize(
    ("old", "new"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("Xẻo", "xẻo")]
)
def test_the_place_of_the_tone_does_not_matter(old: str, new: str) -> None:
    assert accented_words(old) == accented_words(new)
    assert tone_last("chạy") != tone_last("cháy")
    assert tone_last("chay") == "chay"


@pytest.mark.parametrize(
    ("text", "accents"),
    [("cầu", True), ("Đ", True), ("cau", False), ("naïve über", False), ("ភូមិ", False)],
)
def test_vietnamese_letters(text: str, accents: bool) -> None:
    assert has_accents(text) is accents
    assert has_accents(unicodedata.normalize("NFD", text)) is accents


def test_khmer_letters() -> None:
    assert has_khmer("ផ្លូវ")
    assert not has_khmer("ấp ៤")


def test_plain_keeps_accents() -> None:
    assert plain("  Ấp\u00a0 Bốn ") == "ấp bốn"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert nfc(fold(text)) == fold(text)
