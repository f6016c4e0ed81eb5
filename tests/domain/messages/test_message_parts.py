"""Long texts are split into parts."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import example, given, strategies as st

from domain.messages.graphemes import clusters
from domain.messages.message_parts import length, split, visible


def seen(text: str) -> str:
    """A text without its blanks. A cut may lose nothing else."""
    return re.sub(r"\s+", "", text)


def test_a_short_text_stays_as_it_is() -> None:
    assert split("  <b>a</b> ", 10) == ["  <b>a</b> "]
    assert split("", 10) == [""]


def test_lengths_are_utf16_units_of_what_is_seen() -> None:
    assert length("<b>a &amp; b</b>") == 5
    assert length("👍") == 2
    assert length("&#128077;") == 2
    assert visible("<i>1 &lt; 2</i>") == "1 < 2"


def test_a_paragraph_then_a_sentence_then_a_word() -> None:
    assert split("Một hai ba.\n\nBốn năm. Sáu", 20) == ["Một hai ba.", "Bốn năm. Sáu"]
    assert split("Một hai ba bốn. Năm sáu bảy", 20) == ["Một hai ba bốn.", "Năm sáu bảy"]
    assert split("một hai ba bốn năm sáu", 12) == ["một hai ba", "bốn năm sáu"]
    assert split("(Một hai.) Ba bốn", 13) == ["(Một hai.)", "Ba bốn"]


def test_a_pause_too_early_is_not_taken() -> None:
    assert split("A. một hai ba bốn năm", 16) == ["A. một hai ba", "bốn năm"]


def test_one_long_word_before_the_first_blank_is_cut_there() -> None:
    assert split("abc defghijklmnop", 14) == ["abc", "defghijklmnop"]
    assert split("abcdefghij", 4) == ["abcd", "efgh", "ij"]


@pytest.mark.parametrize(
    "whole",
    [
        "<b>hai ba</b>",
        "<i>hai <b>ba</b></i>",
        "<code>K7M 4Q9X</code>",
        "https://a.vn/x?a=1&amp;b=2",
        "0297 000 0000",
        "+84 91 234 5678",
        "K7M-4Q9X",
        "K7M 4Q9X",
        "&amp;",
        "👨‍👩‍👧‍👦",
        "🇻🇳",
        "1️⃣",
        "ក្មួយ",
    ],
)
def test_what_stays_whole(whole: str) -> None:
    html = f"một hai {whole} ba bốn"
    for limit in range(max(length(whole), 5), length(html)):
        parts = split(html, limit)
        assert any(whole in part for part in parts), (limit, parts)


def test_tags_that_must_be_cut_are_closed_and_opened_again() -> None:
    assert split("<b>một hai ba</b>", 8) == ["<b>một hai</b>", "<b>ba</b>"]
    assert split("<b>một <i>hai ba bốn</i></b>", 8) == [
        "<b>một <i>hai</i></b>",
        "<b><i>ba bốn</i></b>",
    ]
    assert split("<b>một</b> <b>hai</b>", 4) == ["<b>một</b>", "<b>hai</b>"]


def test_clusters() -> None:
    def parts(text: str) -> list[str]:
        return [text[slice(*span)] for span in clusters(text)]

    assert parts("a\u0301b") == ["a\u0301", "b"]
    assert parts("ស្រី") == ["ស្រី"]
    assert parts("🇻🇳🇰🇭") == ["🇻🇳", "🇰🇭"]
    assert parts("👍🏽👍") == ["👍🏽", "👍"]
    assert parts("a\r\nb") == ["a", "\r\n", "b"]
    assert parts("") == []


word = st.text(alphabet="aăâđêôơưáềọ\u0301កខ្ាិ1👍🏽\u200d🇻&<>.", min_size=1, max_size=8)
piece = st.one_of(
    word.map(escape),
    word.map(lambda text: f"<b>{escape(text)}</b>"),
    st.lists(word, max_size=3).map(lambda texts: f"<i>{escape(' '.join(texts))}</i>"),
    st.sampled_from(
        ["<code>K7M-4Q9X</code>", "https://a.vn/b?c=1&amp;d", "0297 000 0000", "\n\n", ". "]
    ),
)
text = st.lists(piece, max_size=25).map(" ".join)


@given(text, st.integers(1, 60))
def test_nothing_is_lost_and_every_part_fits(html: str, limit: int) -> None:
    parts = split(html, limit)
    assert seen("".join(map(visible, parts))) == seen(visible(html))
    for part in parts:
        assert length(part) <= max(limit, 2), (part, limit)
        assert _balanced(part)


@given(text, st.integers(20, 60))
@example("0297 000 0000 <i>1 1111\u200d</i>", 20)
def test_no_composed_character_is_torn(html: str, limit: int) -> None:
    whole = visible(html)
    ends = {end for _begin, end in clusters(whole)}
    at = 0
    for part in split(html, limit):
        at = whole.index(visible(part).strip(), at) + len(visible(part).strip())
        assert at in ends or length(whole) <= limit or _longest(whole) > limit


def _longest(whole: str) -> int:
    return max((length(escape(whole[slice(*span)])) for span in clusters(whole)), default=0)


def _balanced(html: str) -> bool:
    tags: list[str] = []
    for closing, name in re.findall(r"<(/?)(b|i|code)>", html):
        if not closing:
            tags.append(name)
        elif not tags or tags.pop() != name:
            return False
    return not tags
