"""A commune for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house import House

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await House.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def house_with_flood(tmp_path: Path) -> AsyncIterator[House]:
    """Five messages a minute run at once."""
    opened = await House.open(tmp_path, flood_per_minute=5)
    yield opened
    await opened.close()
