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
from tests.page.browser import needed, newest_button, phone, showing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Locator, Page

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c636860f80f0002880180cd4d7a2d0000000049454e44ae426082"
)
pytestmark = [*needed, pytest.mark.asyncio(loop_scope="module")]


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
async def page(browser: Browser, demo: str) -> AsyncIterator[Page]:
    """The demo's page, ready; an error on it fails the test."""
    async with showing(browser, demo) as opened:
        yield opened


async def shows(where: Locator, text: str | re.Pattern[str]) -> None:
    await expect(where.locator(".message .text", has_text=text).last).to_be_visible()


async def types(where: Locator, text: str) -> None:
    await where.locator("textarea").fill(text)
    await where.locator("textarea").press("Enter")


async def test_a_reminder_arrives_within_a_minute(page: Page) -> None:
    """Nobody does anything: a job speaks."""
    head = phone(page, "Chị Hạnh")
    late = head.locator(".message .text", has_text="quá hạn").first
    await expect(late).to_be_visible(timeout=60_000)


async def test_a_resident_files_the_official_answers_the_resident_sees_it(page: Page) -> None:
    lan, head = phone(page, "Lan"), phone(page, "Chị Hạnh")
    await lan.locator(".samples button").first.click()
    # It comes below the question and moves the buttons up: a press in that moment ends beside them.
    await shows(lan, "Đây là Nghe Dân")
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


async def test_a_phone_on_zalo_beside_the_telegram_ones(page: Page) -> None:
    """Nothing to press there: numbers are typed; photo, voice and sticker go up from it."""
    bay, head = phone(page, "Chú Bảy"), phone(page, "Chị Hạnh")
    await expect(bay).to_have_attribute("data-service", "zalo-bot")
    await bay.locator(".samples button").first.click()
    await shows(bay, "1. Đồng ý và gửi")
    await shows(bay, "Đây là Nghe Dân")
    await types(bay, "1")
    await shows(bay, "Mã hồ sơ là")
    await expect(bay.locator(".buttons")).to_have_count(0)
    await shows(head, "den duong truoc nha toi")
    card = head.locator(".message", has_text="den duong truoc nha toi").last
    await card.hover()
    await card.get_by_label("Trả lời tin này").click()
    await types(head, "Tổ điện đã thay bóng đèn.")
    review = head.locator(".message:not(.own) .text", has_text="Tổ điện đã thay bóng đèn.")
    await expect(review).to_be_visible()
    await newest_button(head, "Gửi cho bà con").click()
    await shows(bay, "Tổ điện đã thay bóng đèn.")
    await shows(bay, re.compile("Trả lời bằng số hoặc bằng chữ:\n1. "))
    attach = bay.locator("input[type=file]")
    await attach.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    await shows(bay, "Hình, tệp: 1 tệp")
    await attach.set_input_files({"name": "a.aac", "mimeType": "audio/aac", "buffer": b"x"})
    await shows(bay, "đây là việc nào")  # nobody here has heard what the voice says
    await bay.get_by_label("Gửi nhãn dán").click()
    await shows(bay, "Bà con trả lời giúp câu này")
    await types(bay, "menu")
    await shows(bay, "đang làm dở")
    await page.get_by_label("English").check()
    await expect(
        bay.locator(".gloss", has_text="1. Somebody is in danger now").last
    ).to_be_visible()
    await page.get_by_label("English").uncheck()


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
    await expect(page.locator("#stages")).to_contain_text("Đã xác nhận")
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
