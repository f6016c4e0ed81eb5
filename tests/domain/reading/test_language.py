"""The language of messages, measured on messages that the rules were not tuned on."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from domain.reading.language import Detection, _factory, detect
from domain.reading.normalise import has_accents, has_khmer
from domain.reading.syllables import is_syllable

if TYPE_CHECKING:
    from tests.plugins.measured import Measured

HERE = Path(__file__).parent
FLOOR = 0.95


def messages(name: str) -> list[tuple[str | None, str]]:
    found: list[tuple[str | None, str]] = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, _tab, text = line.partition("\t")
            found.append((None if language == "-" else language, text))
    return found


def test_only_the_profiles_that_matter_are_loaded() -> None:
    """All fifty-five profiles would stay in memory."""
    assert set(_factory().get_lang_list()) == {"vi", "en"}


@pytest.mark.parametrize("name", ["language_messages.tsv", "language_dev.tsv"])
def test_accuracy(name: str, measured: Measured) -> None:
    rows = messages(name)
    wrong = [
        (want, found, text) for want, text in rows if (found := detect(text).language) != want
    ]
    right = 1 - len(wrong) / len(rows)
    measured(f"{name}: {right:.1%} of {len(rows)}, {dict(Counter(row[0] for row in rows))}")
    for want, found, text in wrong:
        measured(f"  {want} taken for {found}: {text}")
    assert len(rows) >= 100 or name == "language_dev.tsv"
    assert right >= FLOOR


def test_what_is_no_language_is_never_taken_for_one() -> None:
    for name in ("language_messages.tsv", "language_dev.tsv"):
        for want, text in messages(name):
            if want is None:
                assert detect(text) == Detection(None), text


def test_the_sets_share_no_message() -> None:
    measured = {text for _want, text in messages("language_messages.tsv")}
    assert not measured & {text for _want, text in messages("language_dev.tsv")}


def test_only_the_writing_is_certain() -> None:
    assert detect("Đường hư") == Detection("vi", certain=True)
    assert detect("ផ្លូវខូច") == Detection("km", certain=True)
    assert detect("duong ap 4 lay loi qua xe khong qua duoc") == Detection("vi", certain=False)
    assert detect("The road in our hamlet is broken") == Detection("en", certain=False)


def test_the_same_answer_in_any_order_and_thread() -> None:
    rows = [text for _want, text in messages("language_messages.tsv")]
    once = {text: detect(text) for text in rows}
    random.Random(1).shuffle(rows)
    with ThreadPoolExecutor(8) as pool:
        again = dict(zip(rows, pool.map(detect, rows), strict=True))
    assert again == once


@given(st.text(max_size=60))
def test_certain_has_its_letters(text: str) -> None:
    found = detect(text)
    if found.certain:
        assert has_accents(text) or has_khmer(text)


@pytest.mark.parametrize(
    "word",
    [
        "duong",
        "nghieng",
        "quyet",
        "thuyen",
        "oi",
        "yeu",
        "gi",
        "giup",
        "khuya",
        "quoc",
        "xoong",
        "ngoeo",
        "quanh",
        "khuyu",
        "uong",
        "ruou",
    ],
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["road", "water", "street", "light", "qa", "nga1", "", "brb"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
