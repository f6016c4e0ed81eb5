"""One browser for the tests of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio

from tests.page.browser import chromium

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started
