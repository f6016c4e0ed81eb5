"""A commune for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house import House

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def house(home: Path | str) -> AsyncIterator[House]:
    opened = await House.open(home)
    yield opened
    await opened.close()
