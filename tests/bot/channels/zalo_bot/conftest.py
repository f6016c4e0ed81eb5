"""A stand-in for Zalo, and a channel that calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.channels.zalo_bot.zalo import Zalo, channel_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.channels.zalo_bot import ZaloBotChannel


@pytest.fixture
async def zalo() -> AsyncIterator[Zalo]:
    async with Zalo() as made:
        yield made


@pytest.fixture
async def channel(zalo: Zalo, tmp_path: Path) -> AsyncIterator[ZaloBotChannel]:
    made = channel_on(zalo.url, tmp_path)
    await made.open()
    zalo.calls.clear()
    yield made
    await made.close()
