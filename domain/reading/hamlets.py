"""Finds the hamlet that a text names. A name of several places is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from domain.reading.choice_matching import read_number
from domain.reading.normalise import accented_words, fold_word, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_HAMLET = frozenset({"ap", "thon", "khom", "hamlet", "ភូមិ"})
_OTHER_PLACE = frozenset(
    {"xa", "huyen", "tinh", "tran", "tt", "phuong", "commune", "district", "town"}
)
"""Words before the name of a place that is not a hamlet."""
_AND = frozenset({"va", "voi", "hoac", "and"})
_CANAL = {"kenh": "kinh", "ken": "kinh"}
"""The Mekong delta says and writes "kinh" for "kênh" (canal)."""
_NO_NUMBER_BEFORE = frozenset(
    """ngoai nay truoc roi qua ngay thang tuan nguoi ho nha ben vo cay con lan may toi tui cai
    chiec""".split()  # noqa: SIM905
)
"""Before these words "năm", "hai" and "ba" count something else.

For example "ở ấp năm ngoái" is "in the hamlet, last year", and not "in hamlet 5".
"""
_APART = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_LONG_ENOUGH = 9
"""The fewest letters of a name in which one wrong letter is accepted."""


class Named(Protocol):
    """A hamlet of the organisation's configuration."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """Its present name."""

    @property
    def aliases(self) -> Sequence[str]:
        """Other names that people use: old names, short names."""


@dataclass(frozen=True, slots=True)
class Found:
    """The text names one hamlet."""

    id: str


@dataclass(frozen=True, slots=True)
class Several:
    """The text fits several hamlets."""

    ids: tuple[str, ...]


def find_hamlet(
    text: str, hamlets: Iterable[Named], wider: Iterable[str] = ()
) -> Found | Several | None:
    """Return the hamlet that a text names, or None.

    It reads "ấp 4", "ap bon", "kênh 1" (Ấp Kinh 1) and "vinh trin" (a typing error). Only names of the
    configuration count. `wider` are names of communes, former towns and districts. A hamlet with such
    a name counts only with "ấp" before it, because "Vĩnh Thuận" alone means too many places. The same
    is true for a name of one syllable ("Ấp Chợ"). A typing error is accepted only if no name fits
    exactly.
    """
    tokens = _tokens(text)
    if not tokens:
        return None
    token_set = frozenset(tokens)
    without = {_core(name) for name in wider}
    known = [(one.id, _core(name)) for one in hamlets for name in (one.name, *one.aliases)]
    written = [(key, core) for key, core in known if token_set.issuperset(core)]
    for names, places in ((written, _Exact(tokens)), (known, _Slips(tokens))):
        hits = [
            (key, begin, begin + len(core))
            for key, core in names
            for begin in _places(core, tokens, places.of(core), needs_word=core in without)
        ]
        # Of names that overlap, the longer one counts: "Vĩnh Tây 1", not "Vĩnh Tây".
        ids = dict.fromkeys(key for key, _begin, _end in _longest(hits))
        if ids:
            return Found(next(iter(ids))) if len(ids) == 1 else Several(tuple(ids))
    return None


def _longest(hits: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """The hits that lie in no longer one. Linear in their number but for sorting."""
    ends: dict[int, int] = {}
    for _key, begin, end in hits:
        ends[begin] = max(end, ends.get(begin, 0))
    furthest = 0
    before: dict[int, int] = {}
    for begin in sorted(ends):
        before[begin] = furthest
        furthest = max(furthest, ends[begin])
    for key, begin, end in hits:
        if before[begin] < end and ends[begin] == end:
            yield key, begin, end


@lru_cache(maxsize=2)
def _tokens(text: str) -> tuple[str, ...]:
    """Folded words, digits for numbers, "kinh" for "kênh", and no "số" before a number.

    Cached, because one turn reads the same words at the place question and for the whole draft.
    """
    spelled = accented_words(_APART.sub(" ", plain(text)))
    tokens: list[str] = []
    for at, word in enumerate(spelled):
        folded = fold_word(word)
        number = read_number(word)
        after = fold_word(spelled[at + 1]) if at + 1 < len(spelled) else ""
        if number is not None and (word.isdecimal() or after not in _NO_NUMBER_BEFORE):
            if tokens[-1:] == ["so"]:
                tokens.pop()
            tokens.append(str(number))
        else:
            tokens.append(_CANAL.get(folded, folded))
    return tuple(tokens)


@lru_cache(maxsize=1024)
def _core(name: str) -> tuple[str, ...]:
    """A name without its "ấp". Cached, because the names are few and needed for every message."""
    tokens = _tokens(name)
    return tokens[1:] if len(tokens) > 1 and tokens[0] in _HAMLET else tokens


def _places(
    core: Sequence[str], tokens: Sequence[str], begins: Iterable[int], *, needs_word: bool
) -> Iterator[int]:
    """Of the positions in `tokens` at which the name may begin, those where it means a hamlet."""
    for begin in begins:
        before = tokens[begin - 1] if begin else ""
        if before in _OTHER_PLACE:
            continue
        # In "Ấp 3 và 4" one "ấp" stands for both numbers.
        listed = before in _AND and core[0].isdecimal() and tokens[max(begin - 3, 0)] in _HAMLET
        if before in _HAMLET or listed or (len(core) > 1 and not needs_word):
            yield begin


class _Exact:
    """Where a name stands in the tokens as it is written."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._tokens = tokens
        self._positions: dict[str, list[int]] = {}
        for at, token in enumerate(tokens):
            self._positions.setdefault(token, []).append(at)

    def of(self, core: tuple[str, ...]) -> Iterator[int]:
        """The positions at which this name begins."""
        for begin in self._positions.get(core[0], ()):
            if self._tokens[begin : begin + len(core)] == core:
                yield begin


class _Slips:
    """Where a long name stands in the tokens with one wrong letter; its numbers must be right."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._tokens = tokens
        self._text = " ".join(tokens)
        self._begins = [0]
        for token in tokens:
            self._begins.append(self._begins[-1] + len(token) + 1)

    def of(self, core: tuple[str, ...]) -> Iterator[int]:
        """The positions at which this name begins. A part of another length is passed quickly."""
        name, begins, size = " ".join(core), self._begins, len(core)
        if len(name) < _LONG_ENOUGH:
            return
        numbers = [token for token in core if token.isdecimal()]
        for begin in range(len(self._tokens) - size + 1):
            at, end = begins[begin], begins[begin + size] - 1
            if (
                -1 <= end - at - len(name) <= 1
                and _within_one(self._text[at:end], name)
                and [one for one in self._tokens[begin : begin + size] if one.isdecimal()]
                == numbers
            ):
                yield begin


def _within_one(written: str, name: str) -> bool:
    """Whether at most one letter is wrong, missing, too much, or exchanged with its neighbour."""
    if written == name:
        return True
    # One slip leaves four letters right at one end of a name of nine.
    if written[:4] != name[:4] and written[-4:] != name[-4:]:
        return False
    at = 0
    while at < min(len(written), len(name)) and written[at] == name[at]:
        at += 1
    here, there = written[at:], name[at:]
    return (
        here[1:] == there[1:]
        or here[1:] == there
        or here == there[1:]
        or (here[:2] == there[1::-1] and here[2:] == there[2:])
    )
