"""A stand-in for Zalo, and a channel that calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.channels.zalo_oa.signature import ButtonSigner
from tests.bot.channels.zalo_oa.posts import Post
from tests.bot.channels.zalo_oa.zalo import APP_SECRET, Ring, Zalo, channel_on
from tests.bot.service import StandingClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import aiohttp

    from bot.channels.zalo_oa import ZaloOaChannel


@pytest.fixture
def signer() -> ButtonSigner:
    return ButtonSigner(APP_SECRET)


@pytest.fixture
async def zalo() -> AsyncIterator[Zalo]:
    async with Zalo() as made:
        yield made


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def post(outside: aiohttp.ClientSession) -> Post:
    return Post(outside)


@pytest.fixture
async def channel(
    zalo: Zalo, ring: Ring, signer: ButtonSigner, clock: StandingClock, tmp_path: Path
) -> AsyncIterator[ZaloOaChannel]:
    made = channel_on(zalo, ring, signer, tmp_path, clock=clock)
    yield made
    await made.close()
