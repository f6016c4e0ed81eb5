"""In which order files are tested: what starts processes first.

Files are handed to the workers one by one (`make test`); one that takes half a minute, begun last,
would leave all but one of them idle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

LONG = ("chaos", "e2e", "page", "hostile", "cli")
"""Folders, the longest files before the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item.path.parent.name))


def _place(folder: str) -> int:
    return LONG.index(folder) if folder in LONG else len(LONG)
