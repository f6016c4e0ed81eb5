"""The steps of a recipe as data, and carrying them out in a copy of the repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Step(Protocol):
    """One change of one file."""

    def apply(self, root: Path) -> None:
        """Change the file below `root`. Raises `DoesNotFit` when the code has moved on."""


class DoesNotFit(Exception):
    """A line that a recipe names is not there, or is there several times."""


@dataclass(frozen=True)
class New:
    """A file that was not there."""

    path: str
    text: str

    def apply(self, root: Path) -> None:
        file = root / self.path
        if file.exists():
            raise DoesNotFit(f"{self.path} is there already")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.text, encoding="utf-8")


@dataclass(frozen=True)
class After:
    """Lines after a line, which stands in the file once."""

    path: str
    line: str
    text: str

    def apply(self, root: Path) -> None:
        _replace(root / self.path, f"\n{self.line}\n", f"\n{self.line}\n{self.text}\n")


@dataclass(frozen=True)
class Before:
    """Lines before a line, which stands in the file once."""

    path: str
    line: str
    text: str

    def apply(self, root: Path) -> None:
        _replace(root / self.path, f"\n{self.line}\n", f"\n{self.text}\n{self.line}\n")


@dataclass(frozen=True)
class Instead:
    """Words in place of others, which stand in the file once."""

    path: str
    old: str
    new: str

    def apply(self, root: Path) -> None:
        _replace(root / self.path, self.old, self.new)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a recipe changes, and the program that shows that it works."""

    title: str
    """Its heading in docs/architecture.md."""
    steps: Sequence[Step]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The translations of its new texts: English → language → text."""
    changes_tables: bool = False
    """Whether the migration is written anew."""
    story: str = ""
    """A program; it runs in the copy and fails when the recipe does not work there."""


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise DoesNotFit(f"{file.name} has {text.count(old)} times {old.strip()!r}")
    file.write_text(text.replace(old, new), encoding="utf-8")
