"""Finds the hamlet that a text names. A name of several places is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from domain.reading.choice_matching import distance, read_number
from domain.reading.normalise import accented_words, fold_word, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
    tokens = tuple(_tokens(text))
    if not tokens:
        return None
    token_set = frozenset(tokens)
    without = {_core(name) for name in wider}
    known = [(one.id, _core(name)) for one in hamlets for name in (one.name, *one.aliases)]
    written = [(key, core) for key, core in known if token_set.issuperset(core)]
    for names, alike in ((written, _same), (known, _slip)):
        hits = [
            (key, begin, begin + len(core))
            for key, core in names
            for begin in _places(core, tokens, alike, needs_word=core in without)
        ]
        # Of names that overlap, the longer one counts: "Vĩnh Tây 1", not "Vĩnh Tây".
        ids = {
            key: None
            for key, begin, end in hits
            if not any(b <= begin and end <= e and e - b > end - begin for _key, b, e in hits)
        }
        if ids:
            return Found(next(iter(ids))) if len(ids) == 1 else Several(tuple(ids))
    return None


def _tokens(text: str) -> list[str]:
    """Folded words, digits for numbers, "kinh" for "kênh", and no "số" before a number."""
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
    return tokens


@lru_cache(maxsize=1024)
def _core(name: str) -> tuple[str, ...]:
    """A name without its "ấp". Cached, because the names are few and needed for every message."""
    tokens = tuple(_tokens(name))
    return tokens[1:] if len(tokens) > 1 and tokens[0] in _HAMLET else tokens


def _places(
    core: Sequence[str],
    tokens: Sequence[str],
    alike: Callable[[Sequence[str], Sequence[str]], bool],
    *,
    needs_word: bool,
) -> Iterator[int]:
    """The positions in `tokens` at which the name begins."""
    for begin in range(len(tokens) - len(core) + 1):
        if not alike(tokens[begin : begin + len(core)], core):
            continue
        before = tokens[begin - 1] if begin else ""
        if before in _OTHER_PLACE:
            continue
        # In "Ấp 3 và 4" one "ấp" stands for both numbers.
        listed = before in _AND and core[0].isdecimal() and tokens[max(begin - 3, 0)] in _HAMLET
        if before in _HAMLET or listed or (len(core) > 1 and not needs_word):
            yield begin


def _same(part: Sequence[str], core: Sequence[str]) -> bool:
    return part == core


def _slip(part: Sequence[str], core: Sequence[str]) -> bool:
    """Accept one wrong letter in a long name. Its numbers must be right."""
    numbers = [token for token in part if token.isdecimal()]
    if numbers != [token for token in core if token.isdecimal()]:
        return False
    name = " ".join(core)
    return len(name) >= _LONG_ENOUGH and distance(" ".join(part), name, 1) <= 1
