"""Which of the choices on the screen a typed answer means: a number or a label, with slips."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.reading.normalise import accented_words, fold, fold_word, plain, tone_last, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "nhất": 1, "nhì": 2,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
    "មួយ": 1, "ពីរ": 2, "បី": 3, "បួន": 4, "ប្រាំ": 5, "ប្រាំមួយ": 6, "ប្រាំពីរ": 7, "ប្រាំបី": 8,
    "ប្រាំបួន": 9, "ដប់": 10,
}  # fmt: skip
_NUMBERS = {tone_last(word): number for word, number in _NUMBER_WORDS.items()}
_PLAIN_NUMBERS = {fold(word): number for word, number in _NUMBER_WORDS.items()}
_BEFORE_NUMBER = frozenset(
    {"so", "cau", "muc", "chon", "y", "cai", "no", "number", "option", "លេខ", "ជម្រើស"}
)
_KHMER_BEFORE_NUMBER = re.compile("^(?:លេខ|ទី|ជម្រើស)")
_YES = frozenset({"da", "vang", "u", "uh"})
_WHO = frozenset({"em", "toi", "con", "chau", "minh", "tui", "ba", "bac"})
_POLITE_AFTER = frozenset({"a", "ah", "nha", "nhe", "nhen", "nghen", "di", "roi", "please"})
_NOT = frozenset({"ko", "k", "kg", "hok", "hong", "hk", "khg"})
"""Ways to type "không" in a hurry: lost, a refusal would look like an agreement with a slip."""
_DIGITS = re.compile(r"\d+")
_ASIDE = re.compile(r"\([^)]*\)")
"""What a label adds: "Quá hạn (2)", "Xem tài liệu (1 KB)"; nobody calls it by that number."""
_DIGITS_APART = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_LIST_MARK = re.compile(r"^(\d{1,2}) (?=.)")


@dataclass(frozen=True, slots=True)
class Picked:
    """The choice at `index` is meant."""

    index: int


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Any of these may be meant: ask."""

    indexes: tuple[int, ...]


def pick(text: str, labels: Sequence[str], *, numbered: bool = False) -> Picked | Ambiguous | None:
    """What a typed answer means among `labels`; None when it fits none of them.

    A full label beats a list number ("Ấp 4" may be item 2). A bare number that is one label's
    only number and another's place in the list is ambiguous, unless they are shown `numbered`:
    then it is what stands behind that number on the screen. Then slips: one letter in labels of
    five or more, two in nine or more; then the beginning of a label, from four letters on. What is
    longer than a label never matches it, but for polite words around it.
    """
    names = _names(labels)
    ways = _ways(words(text))
    for said in ways:
        same = [index for index, name in enumerate(names) if name and name == said]
        if same:
            return _one_of(_with_same_accents(text, labels, same))
    number = typed_number(text)
    if number is not None:
        if numbered and 1 <= number <= len(labels):
            return Picked(number - 1)
        return _by_number(number, _names([_ASIDE.sub(" ", label) for label in labels]))
    for said in ways:
        found = _slips(said, names) or _beginnings(said, names)
        if found:
            return _one_of(found)
    return None


def typed_number(text: str) -> int | None:
    """The number that is all of the text: "2", "2.", "số 2", "hai", "២", "#2"; else None.

    Accents count when there are any: "bà" and "nắm" are no numbers.
    """
    said = accented_words(_DIGITS_APART.sub(" ", plain(text)))
    while len(said) > 1 and (
        fold_word(said[0]) in _YES | _BEFORE_NUMBER
        # "Em chọn hai" is a number, "em Hai" is a person.
        or (fold_word(said[0]) in _WHO and fold_word(said[1]) in _BEFORE_NUMBER)
    ):
        said = said[1:]
    while len(said) > 1 and fold_word(said[-1]) in _POLITE_AFTER:
        said = said[:-1]
    if len(said) == 1:
        return read_number(_KHMER_BEFORE_NUMBER.sub("", said[0]))
    if len(said) == 2 and fold_word(said[0]) == "muoi":
        ones = 5 if fold_word(said[1]) == "lam" else read_number(said[1])
        return 10 + ones if ones is not None and ones < 10 else None
    return None


def read_number(word: str) -> int | None:
    """One word as a number of at most two digits, in digits of any script or in letters."""
    if word.isdecimal() and len(word) <= 2:
        return int(word)
    known = _PLAIN_NUMBERS if word.isascii() else _NUMBERS
    return known.get(tone_last(word))


def _ways(said: list[str]) -> list[str]:
    """The answer as it stands, then without polite words around it."""
    bare = said = ["khong" if word in _NOT else word for word in said]
    while len(bare) > 1 and bare[0] in _YES | _WHO:
        bare = bare[1:]
    while len(bare) > 1 and bare[-1] in _POLITE_AFTER:
        bare = bare[:-1]
    ways = [" ".join(said), " ".join(bare)]
    return [way for way in dict.fromkeys(ways) if way]


def _names(labels: Sequence[str]) -> list[str]:
    return [_without_list_mark(" ".join(words(label)), at) for at, label in enumerate(labels, 1)]


def _without_list_mark(name: str, place: int) -> str:
    """A label that carries its own place in the list ("1 Báo việc") is known without it too."""
    mark = _LIST_MARK.match(name)
    return name[mark.end() :] if mark and int(mark[1]) == place else name


def _with_same_accents(text: str, labels: Sequence[str], same: list[int]) -> list[int]:
    """Of labels that differ only in accents, the one typed with them; all in doubt."""
    said = accented_words(text)
    exact = [index for index in same if accented_words(labels[index]) == said]
    return exact or same


def _by_number(number: int, names: Sequence[str]) -> Picked | Ambiguous | None:
    found = [number - 1] if 1 <= number <= len(names) else []
    for index, name in enumerate(names):
        # Digits inside a word are a code's ("K1A-2B3C"), which nobody calls by one of them.
        own = [int(word) for word in name.split() if word.isdecimal()]
        if own == [number] and index not in found:
            found.append(index)
    return _one_of(found) if found else None


def _one_of(indexes: Sequence[int]) -> Picked | Ambiguous:
    return Picked(indexes[0]) if len(indexes) == 1 else Ambiguous(tuple(indexes))


def _slips(said: str, names: Sequence[str]) -> list[int]:
    """The labels that a slip away is the answer; numbers in them must be right."""
    near: dict[int, list[int]] = {}
    for index, name in enumerate(names):
        allowed = 2 if len(name) >= 9 else 1 if len(name) >= 5 else 0
        if allowed and _DIGITS.findall(said) == _DIGITS.findall(name):
            away = distance(said, name, allowed)
            if away <= allowed:
                near.setdefault(away, []).append(index)
    return near[min(near)] if near else []


def _beginnings(said: str, names: Sequence[str]) -> list[int]:
    """The labels that begin so, when the answer ends in the middle of a word only if one does."""
    if len(said) < 4:
        return []
    found = [index for index, name in enumerate(names) if name.startswith(said)]
    whole = [index for index in found if names[index].startswith(f"{said} ")]
    return found if len(found) == 1 else whole


def distance(one: str, other: str, most: int) -> int:
    """How many letters differ, two exchanged neighbours counting as one (optimal string
    alignment); more than `most` as soon as that is sure."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for at, against in enumerate(other, 1):
            best = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != against))
            if earlier and at > 1 and letter == other[at - 2] and one[place - 2] == against:
                best = min(best, earlier[at - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]
