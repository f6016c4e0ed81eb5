"""The hamlet that words name. A name that means several places is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from domain.fold import words
from domain.typed import distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBERS = {
    "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "sau": "6", "bay": "7",
    "tam": "8", "chin": "9", "muoi": "10", "nhat": "1", "nhi": "2",
}  # fmt: skip
_BEFORE = frozenset({"ap", "thon", "khom", "hamlet", "a"})


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


def find_hamlet(text: str, hamlets: Iterable[Named]) -> Found | Several | None:
    """Which hamlet a text names: "ấp 4", "ap bon", "vinh trin" (a slip). Only names of the
    configuration count; the commune's or the old district's name is none."""
    said = words(text)
    best: dict[str, int] = {}
    for hamlet in hamlets:
        lengths = [
            len(name) for name in _names(hamlet) if _is_said(name, said)
        ]  # fmt: skip
        if lengths:
            best[hamlet.id] = max(lengths)
    longest = max(best.values(), default=0)
    ids = tuple(key for key, length in best.items() if length == longest)
    if not ids:
        return None
    return Found(ids[0]) if len(ids) == 1 else Several(ids)


def _names(hamlet: Named) -> list[list[str]]:
    return [words(name) for name in (hamlet.name, *hamlet.aliases)]


def _is_said(name: list[str], said: list[str]) -> bool:
    numbered = bool(re.fullmatch(r"\d+", name[-1]))
    if not numbered and name[0] in _BEFORE and len(name) > 1:
        name = name[1:]
    for at in range(len(said) - len(name) + 1):
        part = said[at : at + len(name)]
        if numbered:
            part = [*part[:-1], _NUMBERS.get(part[-1], part[-1].lstrip("0"))]
            if part == name:
                return True
        elif _alike(" ".join(part), " ".join(name)):
            return True
    return False


def _alike(said: str, name: str) -> bool:
    allowed = 1 if len(name) >= 8 else 0
    return said == name or (allowed > 0 and distance(said, name, allowed) <= allowed)
