"""A sandbox for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.box import Box, OaBox, ZaloBotBox, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    async with opened() as made:
        yield made


@pytest.fixture
async def zalo(box: Box) -> ZaloBotBox:
    """A bot of the Zalo Bot Platform in the same sandbox."""
    return ZaloBotBox(box.url, box.http)


@pytest.fixture
async def oa(box: Box) -> OaBox:
    """A Zalo Official Account in the same sandbox."""
    return OaBox(box.url, box.http)
