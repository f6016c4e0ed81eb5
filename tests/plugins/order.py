"""Runs the files that start processes first.

Workers get files one by one (`make test`). A file of half a minute at the end would leave all other
workers idle.
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
"""The folders with the longest files, in this order."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item.path))


def _place(file: Path) -> int:
    places = (place for place, folder in enumerate(LONG) if file.is_relative_to(folder))
    return next(places, len(LONG))
