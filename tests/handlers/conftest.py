"""A commune for each test."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.handlers.anything import Town
from tests.handlers.consultations import open_consultation
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
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


@pytest.fixture(scope="module")
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A commune with two open consultations for all stories of a file."""
    home: Path | str = tmp_path_factory.mktemp("town")
    if request.config.getoption("--engine") == "postgres":
        server = request.getfixturevalue("server")
        home = server.url(server.create())
    with asyncio.Runner() as runner:
        house = runner.run(House.open(home))
        runner.run(open_consultation(house, days=400, document=True))
        runner.run(open_consultation(house, days=400))
        yield Town(runner, house)
        runner.run(house.close())
