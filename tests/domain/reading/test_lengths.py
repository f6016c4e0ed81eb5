"""The cost of a long message grows with its length, whatever its shape: no reader is quadratic.

`python -m benchmarks.long_messages` measures whole turns; this holds the kinds that it found.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.settings.organisation import load_organisation
from domain.messages.message_parts import split
from domain.reading import classify, emergency, hamlets, language
from domain.reading.choice_matching import pick, typed_number
from domain.reading.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Callable

ORGANISATION = load_organisation(Path("config"))
LABELS = ("Đồng ý và gửi", "Sửa lời", "Quay lại")
READERS: dict[str, Callable[[str], object]] = {
    "hamlets": lambda text: hamlets.find_hamlet(
        text, ORGANISATION.hamlets, ORGANISATION.wider_places
    ),
    "kind": classify.guess_kind,
    "denunciation": classify.reads_like_denunciation,
    "emergency": emergency.services,
    "language": language.detect,
    "choice": lambda text: pick(text, LABELS),
    "number": typed_number,
    "fold": fold,
    "parts": lambda text: split(text, 2000),
}
SHAPES = (
    "ấp 4 ",
    " ",
    "½",
    "ﷺ",
    "a.",
    "kênh ",
    "K1",
    "a\u0301",
    "ấp vĩnh trjnh ",
    "9",
    "\n",
    "x ",
)
LIMIT = 0.06
"""Seconds of processor time; before, the worst took 1.0 s, and all take less than 0.01 s now."""


def seconds(reader: Callable[[str], object], text: str) -> float:
    best = 9.0
    for _again in range(3):
        began = time.thread_time()
        reader(text)
        best = min(best, time.thread_time() - began)
    return best


@pytest.mark.parametrize("name", READERS)
def test_no_shape_costs_more_than_its_length(name: str) -> None:
    READERS[name]("cầu gãy")
    slow = {
        shape: taken
        for shape in SHAPES
        for ending in ("", "!")
        if (taken := seconds(READERS[name], (shape * 4096)[:4095] + ending)) > LIMIT
    }
    assert slow == {}


def test_words_behind_long_letters_are_read() -> None:
    """What NFKC writes as eighteen letters hides nothing that stands behind it."""
    assert emergency.services("ﷺ" * 500 + " nhà đang cháy, cứu với")
