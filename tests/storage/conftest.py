"""A fresh, migrated database for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.engine.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def database(where: Path | str) -> AsyncIterator[Database]:
    opened = await Database.open(where)
    yield opened
    await opened.close()
