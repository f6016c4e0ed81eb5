"""In which order files are tested: what starts processes first.

Files are handed to the workers one by one (`make test`); one that takes half a minute, begun last,
would leave all but one of them idle.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

HERE = Path(__file__).parents[1]
LONG = [
    HERE / name
    for name in ("chaos", "e2e", "page", "hostile", "bot/commands", "bot/demo", "recipes")
]
"""Folders, the longest files before the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item.path))


def _place(file: Path) -> int:
    places = (place for place, folder in enumerate(LONG) if file.is_relative_to(folder))
    return next(places, len(LONG))
