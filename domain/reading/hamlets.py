"""The hamlet that words name. A name that means several places is never guessed."""

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
"""What stands before the name of a place that is no hamlet."""
_AND = frozenset({"va", "voi", "hoac", "and"})
_CANAL = {"kenh": "kinh", "ken": "kinh"}
"""Kinh is how the Mekong delta says and writes kênh."""
_NO_NUMBER_BEFORE = frozenset(
    {"ngoai", "nay", "truoc", "roi", "qua", "ngay", "thang", "tuan", "nguoi", "ho", "nha", "ben", "vo",
     "cay", "con", "lan", "may", "toi", "tui", "cai", "chiec"}
)  # fmt: skip
"""After these "năm", "hai", "ba" count something else: "ở ấp năm ngoái" is "in the hamlet, last year"."""
_APART = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_LONG_ENOUGH = 9
"""Letters of a name in which one wrong letter still leaves no other likely name."""


class Named(Protocol):
    """A hamlet of the organisation's configuration."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What it is called now."""

    @property
    def aliases(self) -> Sequence[str]:
        """What else people call it: old names, short names."""


@dataclass(frozen=True, slots=True)
class Found:
    """One hamlet is named."""

    id: str


@dataclass(frozen=True, slots=True)
class Several:
    """The words fit more than one."""

    ids: tuple[str, ...]


def find_hamlet(
    text: str, hamlets: Iterable[Named], wider: Iterable[str] = ()
) -> Found | Several | None:
    """Which hamlet a text names: "ấp 4", "ap bon", "kênh 1" (Ấp Kinh 1), "vinh trin" (a slip).

    Only names of the configuration count. `wider` are names of communes, old towns and districts: a
    hamlet of such a name counts only with "ấp" before it, since "Vĩnh Thuận" alone means too many
    places. So does a name of one syllable ("Ấp Chợ"). A slip counts only where nothing fits exactly.
    """
    said = tuple(_tokens(text))
    if not said:
        return None
    said_words = frozenset(said)
    without = {_core(name) for name in wider}
    known = [(one.id, _core(name)) for one in hamlets for name in (one.name, *one.aliases)]
    written = [(key, core) for key, core in known if said_words.issuperset(core)]
    for names, alike in ((written, _same), (known, _slip)):
        hits = [
            (key, begin, begin + len(core))
            for key, core in names
            for begin in _places(core, said, alike, needs_word=core in without)
        ]
        # Of names that overlap the longer one is meant: "Vĩnh Tây 1", not "Vĩnh Tây".
        ids = {
            key: None
            for key, begin, end in hits
            if not any(b <= begin and end <= e and e - b > end - begin for _key, b, e in hits)
        }
        if ids:
            return Found(next(iter(ids))) if len(ids) == 1 else Several(tuple(ids))
    return None


def _tokens(text: str) -> list[str]:
    """Folded words, numbers as digits, "kênh" as "kinh"; "số" goes: "ấp số 4" is "ấp 4"."""
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
    """A name without its "ấp"; the names of a configuration are few and asked for all the time."""
    tokens = tuple(_tokens(name))
    return tokens[1:] if len(tokens) > 1 and tokens[0] in _HAMLET else tokens


def _places(
    core: Sequence[str],
    said: Sequence[str],
    alike: Callable[[Sequence[str], Sequence[str]], bool],
    *,
    needs_word: bool,
) -> Iterator[int]:
    """Where in the words the name begins."""
    for begin in range(len(said) - len(core) + 1):
        if not alike(said[begin : begin + len(core)], core):
            continue
        before = said[begin - 1] if begin else ""
        if before in _OTHER_PLACE:
            continue
        # "Ấp 3 và 4": the word stands once for both.
        listed = before in _AND and core[0].isdecimal() and said[max(begin - 3, 0)] in _HAMLET
        if before in _HAMLET or listed or (len(core) > 1 and not needs_word):
            yield begin


def _same(part: Sequence[str], core: Sequence[str]) -> bool:
    return part == core


def _slip(part: Sequence[str], core: Sequence[str]) -> bool:
    """One wrong letter in a long name; its numbers must be right."""
    numbers = [token for token in part if token.isdecimal()]
    if numbers != [token for token in core if token.isdecimal()]:
        return False
    name = " ".join(core)
    return len(name) >= _LONG_ENOUGH and distance(" ".join(part), name, 1) <= 1
