"""Which of the choices on the screen a typed answer means: a number or a label, with slips."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.fold import fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"(?:(?:so|cau|muc|chon|no|number)\s*)?#?\s*(\d{1,2})\s*[.)\]:]*")
_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "មួយ": 1, "ពីរ": 2, "បី": 3, "បួន": 4, "ប្រាំ": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picked:
    """The choice at `index` is meant."""

    index: int


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Any of these may be meant: ask."""

    indexes: tuple[int, ...]


def pick(text: str, labels: Sequence[str]) -> Picked | Ambiguous | None:
    """What a typed answer means among `labels`; None when it fits none of them.

    A full label beats a list number ("Ấp 4" may be item 2). A bare number that is one label's
    only number and another's place in the list is ambiguous. Long sentences never match.
    """
    folded = [" ".join(words(label)) for label in labels]
    said = " ".join(words(text))
    exact = [index for index, label in enumerate(folded) if label and label == said]
    if exact:
        return Picked(exact[0]) if len(exact) == 1 else Ambiguous(tuple(exact))
    number = typed_number(text)
    if number is not None:
        return _by_number(number, folded)
    if (
        not said
        or len(said.split()) > max((len(label.split()) for label in folded), default=0) + 2
    ):
        return None
    return _only(_slips(said, folded)) or _only(_beginnings(said, folded))


def typed_number(text: str) -> int | None:
    """The number that is all of the text: "2", "2.", "số 2", "hai", "២", "#2"; else None."""
    plain = fold("".join(_digit(letter) for letter in text))
    match = _NUMBER.fullmatch(plain)
    if match:
        return int(match[1])
    return _WORDS.get(plain.removeprefix("so ").strip(".) "))


def _digit(letter: str) -> str:
    """Digits of any script as ASCII ones."""
    return str(unicodedata.digit(letter)) if unicodedata.category(letter) == "Nd" else letter


def _by_number(number: int, labels: Sequence[str]) -> Picked | Ambiguous | None:
    named = [
        index for index, label in enumerate(labels)
        if re.findall(r"\d+", label) == [str(number)]
    ]  # fmt: skip
    at_place = number - 1 if 1 <= number <= len(labels) else None
    if at_place is None:
        return _only(named)
    others = [index for index in named if index != at_place]
    return Ambiguous((at_place, *others)) if others else Picked(at_place)


def _only(indexes: Sequence[int]) -> Picked | None:
    return Picked(indexes[0]) if len(indexes) == 1 else None


def _slips(said: str, labels: Sequence[str]) -> list[int]:
    found = []
    for index, label in enumerate(labels):
        allowed = 2 if len(label) >= 9 else 1 if len(label) >= 5 else 0
        same_numbers = re.findall(r"\d+", said) == re.findall(r"\d+", label)
        if allowed and same_numbers and distance(said, label, allowed) <= allowed:
            found.append(index)
    return found


def _beginnings(said: str, labels: Sequence[str]) -> list[int]:
    if len(said) < 4:
        return []
    return [index for index, label in enumerate(labels) if label.startswith(said)]


def distance(one: str, other: str, most: int) -> int:
    """How many letters differ (Levenshtein), or more than `most` as soon as that is sure."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, against in enumerate(other, 1):
            before, row[at] = (
                row[at],
                min(row[at] + 1, row[at - 1] + 1, before + (letter != against)),
            )
        if min(row) > most:
            return most + 1
    return row[-1]
