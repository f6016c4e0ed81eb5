"""A commune for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house import House

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.mixes import Mix


@pytest.fixture
async def house(home: Path | str, mix: Mix) -> AsyncIterator[House]:
    opened = await House.open(home, mix=mix)
    yield opened
    await opened.close()


@pytest.fixture
async def house_with_flood(home: Path | str) -> AsyncIterator[House]:
    """Five messages a minute run at once."""
    opened = await House.open(home, flood_per_minute=5)
    yield opened
    await opened.close()
