"""Matches a typed answer to the choices on the screen, by number or by label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain import outside
from domain.reading.normalise import accented_words, fold, fold_word, plain, tone_last, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPELLED_NUMBERS = {
    1: "một nhất one មួយ",
    2: "hai nhì two ពីរ",
    3: "ba three បី",
    4: "bốn tư four បួន",
    5: "năm five ប្រាំ",
    6: "sáu six ប្រាំមួយ",
    7: "bảy bẩy seven ប្រាំពីរ",
    8: "tám eight ប្រាំបី",
    9: "chín nine ប្រាំបួន",
    10: "mười ten ដប់",
}
_NUMBER_WORDS = {
    word: number for number, spellings in _SPELLED_NUMBERS.items() for word in spellings.split()
}
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
"""Short forms of "không" (no). Without them a refusal could match an agreement by error."""
MOST_ANSWER = 200
"""Letters of an answer that may mean a choice; a longer text is no choice, and is not read as one."""
_DIGITS = re.compile(r"\d+")
_ASIDE = re.compile(r"\([^)]*\)")
"""An addition of a label, "Quá hạn (2)" or "(1 KB)". Nobody chooses by this number."""
_DIGITS_APART = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_LIST_MARK = re.compile(r"^(\d{1,2}) (?=.)")


@dataclass(frozen=True, slots=True)
class Picked:
    """The answer means the choice at `index`."""

    index: int


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The answer may mean any of these choices, so the person must be asked."""

    indexes: tuple[int, ...]


def pick(text: str, labels: Sequence[str], *, numbered: bool = False) -> Picked | Ambiguous | None:
    """Return the choice that a typed answer means among `labels`, or None if it fits none.

    Rules, in this order:
    1. A full label matches. It has priority over a list number ("Ấp 4" may be item 2).
    2. A number matches the label that contains it and the label at that position. If these differ,
       it is ambiguous, unless the labels are shown `numbered`: then only the position counts.
    3. Typing errors: one wrong letter in labels of five or more letters, two in nine or more.
    4. The beginning of a label, from four letters on.
    An answer that is longer than a label never matches it, except for polite words around it.
    """
    if len(text) > MOST_ANSWER:
        return None
    names = _names(labels)
    variants = _variants(words(text))
    for answer in variants:
        same = [index for index, name in enumerate(names) if name and name == answer]
        if same:
            return _one_of(_with_same_accents(text, labels, same))
    number = typed_number(text)
    if number is not None:
        if numbered and 1 <= number <= len(labels):
            return Picked(number - 1)
        return _by_number(number, _names([_ASIDE.sub(" ", label) for label in labels]))
    for answer in variants:
        found = _slips(answer, names) or _beginnings(answer, names)
        if found:
            return _one_of(found)
    return None


def typed_number(text: str) -> int | None:
    """Return the number if the text is only a number, else None.

    It reads "2", "2.", "số 2", "hai", "២" and "#2". Accents count if there are any: "bà" and "nắm" are
    not numbers.
    """
    if len(text) > MOST_ANSWER:
        return None
    answer = accented_words(_DIGITS_APART.sub(" ", plain(text)))
    while len(answer) > 1 and (
        fold_word(answer[0]) in _YES | _BEFORE_NUMBER
        # "Em chọn hai" ("I choose two") is a number, "em Hai" is a person.
        or (fold_word(answer[0]) in _WHO and fold_word(answer[1]) in _BEFORE_NUMBER)
    ):
        answer = answer[1:]
    while len(answer) > 1 and fold_word(answer[-1]) in _POLITE_AFTER:
        answer = answer[:-1]
    if len(answer) == 1:
        return read_number(_KHMER_BEFORE_NUMBER.sub("", answer[0]))
    if len(answer) == 2 and fold_word(answer[0]) == "muoi":
        ones = 5 if fold_word(answer[1]) == "lam" else read_number(answer[1])
        return 10 + ones if ones is not None and ones < 10 else None
    return None


def read_number(word: str) -> int | None:
    """Return the number of one word (up to two digits of any script, or letters), or None."""
    number = outside.typed_number(word, places=2)
    if number is not None:
        return number
    known = _PLAIN_NUMBERS if word.isascii() else _NUMBERS
    return known.get(tone_last(word))


def _variants(answer: list[str]) -> list[str]:
    """The answer as it was typed, then without the polite words around it."""
    bare = answer = ["khong" if word in _NOT else word for word in answer]
    while len(bare) > 1 and bare[0] in _YES | _WHO:
        bare = bare[1:]
    while len(bare) > 1 and bare[-1] in _POLITE_AFTER:
        bare = bare[:-1]
    variants = [" ".join(answer), " ".join(bare)]
    return [variant for variant in dict.fromkeys(variants) if variant]


def _names(labels: Sequence[str]) -> list[str]:
    return [_without_list_mark(" ".join(words(label)), at) for at, label in enumerate(labels, 1)]


def _without_list_mark(name: str, place: int) -> str:
    """Remove the label's own position in the list: "1 Báo việc" is also called "Báo việc"."""
    mark = _LIST_MARK.match(name)
    return name[mark.end() :] if mark and outside.typed_number(mark[1]) == place else name


def _with_same_accents(text: str, labels: Sequence[str], same: list[int]) -> list[int]:
    """Of labels that differ only in accents, those with the accents of the answer; if none, all."""
    answer = accented_words(text)
    exact = [index for index in same if accented_words(labels[index]) == answer]
    return exact or same


def _by_number(number: int, names: Sequence[str]) -> Picked | Ambiguous | None:
    found = [number - 1] if 1 <= number <= len(names) else []
    for index, name in enumerate(names):
        # Digits inside a word belong to a code ("K1A-2B3C"). Nobody chooses by one of them.
        own = [
            own_number
            for word in name.split()
            if (own_number := outside.typed_number(word)) is not None
        ]
        if own == [number] and index not in found:
            found.append(index)
    return _one_of(found) if found else None


def _one_of(indexes: Sequence[int]) -> Picked | Ambiguous:
    return Picked(indexes[0]) if len(indexes) == 1 else Ambiguous(tuple(indexes))


def _slips(answer: str, names: Sequence[str]) -> list[int]:
    """The labels with the fewest typing errors in the answer. Numbers in them must be right."""
    near: dict[int, list[int]] = {}
    for index, name in enumerate(names):
        allowed = 2 if len(name) >= 9 else 1 if len(name) >= 5 else 0
        if allowed and _DIGITS.findall(answer) == _DIGITS.findall(name):
            away = distance(answer, name, allowed)
            if away <= allowed:
                near.setdefault(away, []).append(index)
    return near[min(near)] if near else []


def _beginnings(answer: str, names: Sequence[str]) -> list[int]:
    """The labels that begin with the answer. If it ends inside a word, only one may match."""
    if len(answer) < 4:
        return []
    found = [index for index, name in enumerate(names) if name.startswith(answer)]
    whole = [index for index in found if names[index].startswith(f"{answer} ")]
    return found if len(found) == 1 else whole


def distance(one: str, other: str, most: int) -> int:
    """Return the number of wrong letters, by optimal string alignment.

    Two exchanged neighbours count as one. The result is `most + 1` as soon as it exceeds `most`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for at, against in enumerate(other, 1):
            replaced = before[at - 1] if letter == against else before[at - 1] + 1
            best = min(before[at] + 1, row[at - 1] + 1, replaced)
            if earlier and at > 1 and letter == other[at - 2] and one[place - 2] == against:
                best = min(best, earlier[at - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]
