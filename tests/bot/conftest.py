"""A database of this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.database import Database
from storage.schema import migrate
from tests.bot.service import Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "test.db"
    migrate(file)
    return file


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(path)
    yield opened
    await opened.close()


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    async with Post(database) as made:
        yield made
