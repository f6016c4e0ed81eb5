"""Headless Chromium on a page whose errors fail the test."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Locator, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
PATIENCE = 30_000
"""Milliseconds to wait for something to appear, on a slow and busy machine."""
expect.set_options(timeout=PATIENCE)

# `.ci/run` installs it: there these tests are never skipped.
needed = (
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no chromium on this machine: apt install chromium"
    ),
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser, which takes longer to start than most tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        await browser.close()


@asynccontextmanager
async def showing(browser: Browser, url: str) -> AsyncIterator[Page]:
    """The page with the phones, ready, in a window that knows nothing of others."""
    errors: list[str] = []
    opened = await browser.new_page(viewport={"width": 1280, "height": 860})
    opened.set_default_timeout(PATIENCE)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    await opened.goto(url)
    await opened.wait_for_selector("body[data-ready=yes]")
    yield opened
    await opened.close()
    assert errors == []


def phone(page: Page, name: str) -> Locator:
    """Somebody's phone."""
    return page.get_by_label(f"Điện thoại của {name}")


def newest_button(where: Locator, label: str) -> Locator:
    """The lowest button with this label."""
    return where.locator(".buttons button", has_text=label).last
