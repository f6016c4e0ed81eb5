"""The page, driven as a person would in headless Chromium: the whole story on two phones."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.town import Process, free_port
from tests.page.browser import PATIENCE, needed, newest_button, phone, showing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Locator, Page

pytestmark = [needed, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """One running demo for all tests; its address."""
    tmp_path = tmp_path_factory.mktemp("demo")
    port = free_port()
    process = Process(
        [
            sys.executable,
            "-m",
            "bot",
            "demo",
            "--port",
            str(port),
            "--data",
            str(tmp_path / "demo"),
        ],
        tmp_path / "demo.log",
    )
    await process.start()
    async with asyncio.timeout(30):
        while "http" not in (tmp_path / "demo.log").read_text():
            await asyncio.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    await process.end(signal.SIGINT)


@pytest_asyncio.fixture(loop_scope="module")
async def page(demo: str) -> AsyncIterator[Page]:
    """The demo's page, ready; an error on it fails the test."""
    async with showing(demo) as opened:
        yield opened


async def shows(where: Locator, text: str | re.Pattern[str]) -> None:
    await expect(where.locator(".message .text", has_text=text).last).to_be_visible(
        timeout=PATIENCE
    )


async def test_a_reminder_arrives_within_a_minute(page: Page) -> None:
    """Nobody does anything: a job speaks."""
    head = phone(page, "Chị Hạnh")
    late = head.locator(".message .text", has_text="quá hạn").first
    await expect(late).to_be_visible(timeout=60_000)


async def test_a_resident_files_the_official_answers_the_resident_sees_it(page: Page) -> None:
    lan, head = phone(page, "Lan"), phone(page, "Chị Hạnh")
    await lan.locator(".samples button").first.click()
    await newest_button(lan, "Đồng ý và gửi").click()
    await shows(lan, "Mã hồ sơ là")
    await shows(head, "duong ap 4 lay loi qua")
    await expect(head.locator(".unread")).to_be_visible()
    card = head.locator(".message", has_text="duong ap 4 lay loi qua").last
    await card.hover()
    await card.get_by_label("Trả lời tin này").click()
    await head.locator("textarea").fill("Xã đã cử đội duy tu, cuối tuần xong.")
    await head.locator("textarea").press("Enter")
    await newest_button(head, "Gửi cho bà con").click()
    await shows(lan, "Xã đã cử đội duy tu, cuối tuần xong.")
    await expect(page.locator("#stages")).to_contain_text("Đã đẩy tới Lan")


async def test_the_plug_is_pulled_in_the_middle_of_a_form(page: Page) -> None:
    await page.locator("#add").click()
    lan = phone(page, "Người 902")
    await lan.locator("textarea").fill("mất nước sinh hoạt đã ba ngày rồi")
    await lan.get_by_label("Gửi", exact=True).click()
    await shows(lan, "Ở đâu vậy bà con?")
    plug = page.locator("#power")
    await plug.click()
    await expect(plug).to_contain_text("Cắm điện lại")
    await newest_button(lan, "Ấp 4").click()
    await expect(page.locator("#stages")).to_contain_text("Đã nhận")
    await plug.click()
    await expect(plug).to_contain_text("Rút điện")
    await shows(lan, re.compile("mất nước sinh hoạt đã ba ngày rồi.*Ấp 4", re.DOTALL))
    await newest_button(lan, "Đồng ý và gửi").click()
    await shows(lan, "Mã hồ sơ là")


async def test_it_fits_a_narrow_screen_and_shows_glosses(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    lan = phone(page, "Lan")
    await page.get_by_label("English").check()
    await expect(lan.locator(".samples .gloss").first).to_be_visible()


async def test_the_keyboard_is_enough(page: Page) -> None:
    lan = phone(page, "Lan")
    await lan.locator("textarea").focus()
    await page.keyboard.type("/gopy")
    await page.keyboard.press("Enter")
    await shows(lan, "Nâng cấp lộ ấp 4")
    await newest_button(lan, "Không đồng ý").focus()
    await page.keyboard.press("Enter")
    await newest_button(lan, "Xong").focus()
    await page.keyboard.press("Enter")
    await shows(lan, re.compile("mã", re.IGNORECASE))
