"""Messages of 4,096 letters of many shapes, made from the alphabets of our own patterns and lists.

A pattern or a list that costs more than its length shows at one of them: every pattern's letters are
repeated alone, in turn and shuffled, and the words of the lists stand side by side.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from random import Random
from typing import TYPE_CHECKING

import domain.reading

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTERS = 4096
"""The most letters of one message on Telegram."""
_CLASS = re.compile(r"\\[dDwWsSbB]|\(\?[^)]{0,4}|[\\()\[\]{}|?*+^$]")
"""What stands in a pattern and is no letter."""
PARTS = (
    " ", "\n", "a", "aA", "á", "ệ", "a\u0301", "e\u0302\u0323", "\u0301", "đ", "Đ", "ð", "0", "9",
    "²", "1 ", "1.", "1a", "a1", "số 1 ", "ấp 4 ", "ấp ", "kinh 2 và 3 ", "kênh ", "0912345678 ",
    "K1A-2B3C ", "KYP", "K1", "nguyễn văn sáu ", "chủ tịch ", "chủ tịch xã nhận tiền ", "cháy ",
    "cháyyyy", "chays nhaf ", "d9u7o7ng2 ", "tố cáo ", "t.ố.c.á.o ", "t o c a o ", "phản ánh ",
    "không ", "nước dưới kinh đen thui ", "x ", "xx ", "a b ", "-", ".", ",", "...", "a.", "?!", "(",
    "()", "<b>", "&amp;", "{x}", "_", "/", "/ ", "@", "#", "\u200b", "a\u200b", "\u202e", "ﷺ", "½",
    "😀", "👨\u200d👩\u200d👧", "ក", "កា", "ភ្លើងឆេះ ", "១", "ក្", "\u17d2", "中", "Ａ", "𝐚", "ı", "ß",
    "İ", "ﬁ", "I\u0307", "5tr ", "5 củ ", "500k ", "3 chai ", "10 triệu đồng ", "tui bị đánh ",
)  # fmt: skip


def shapes() -> dict[str, str]:
    """Return messages by a name of their shape, each of `LETTERS` letters."""
    random = Random(4096)
    found: dict[str, str] = {}
    for part in PARTS:
        found[f"repeated {part!r}"] = (part * LETTERS)[:LETTERS]
        found[f"ends with another {part!r}"] = (part * LETTERS)[: LETTERS - 1] + "!"
    for number, letters in enumerate(_alphabets()):
        chosen = random.choices(letters, k=LETTERS)
        found[f"letters of pattern {number}"] = "".join(chosen)
        found[f"letters of pattern {number}, in turn"] = ("".join(letters) * LETTERS)[:LETTERS]
        found[f"letters of pattern {number}, as words"] = " ".join(chosen)[:LETTERS]
    listed = sorted(_words())
    for number in range(8):
        random.shuffle(listed)
        found[f"words of the lists {number}"] = " ".join(listed * 9)[:LETTERS]
        found[f"words of the lists {number}, no blanks"] = "".join(listed * 9)[:LETTERS]
    for number in range(6):
        text = "".join(chr(random.randrange(0x20, 0x3000)) for _one in range(LETTERS))
        found[f"random {number}"] = text
    return found


def _modules() -> Iterator[object]:
    for one in pkgutil.iter_modules(domain.reading.__path__):
        yield importlib.import_module(f"domain.reading.{one.name}")


def _alphabets() -> Iterator[list[str]]:
    """The letters of each pattern of `domain.reading`, once each."""
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                letters = dict.fromkeys(_CLASS.sub("", value.pattern)[:2000])
                yield [*letters, " "]


def _words() -> set[str]:
    """The words and phrases of all lists of `domain.reading`."""
    found: set[str] = set()
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, (frozenset, set, tuple, list, dict)):
                found |= {one for one in value if isinstance(one, str) and 1 < len(one) < 60}
    return found
