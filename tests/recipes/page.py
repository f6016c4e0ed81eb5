"""Reads docs/architecture.md: which files a recipe names."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
_ITEM = re.compile(r"^\d+\. ((?:`[^`]+`(?:, )?)+):", re.MULTILINE)
"""A step of a recipe: its files come first, then a colon, then what to do there."""


def section(title: str) -> str:
    """The text below a heading of the page, up to the next heading. Raises LookupError."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(
        rf"^##+ {re.escape(title)}\n(.*?)(?=^##+ |\Z)", text, re.MULTILINE | re.DOTALL
    )
    if found is None:
        raise LookupError(f"the page has no heading {title!r}")
    return found[1]


def files_of(title: str, root: Path) -> set[str]:
    """The files that a recipe names; a `*` stands for what is there below `root`."""
    named = [
        path for item in _ITEM.findall(section(title)) for path in re.findall("`(.+?)`", item)
    ]
    return {
        found
        for path in named
        for found in (
            [one.relative_to(root).as_posix() for one in root.glob(path)]
            if "*" in path
            else [path]
        )
    }
