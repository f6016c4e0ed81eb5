"""A Zalo phone on the page: text, photo, voice, sticker; buttons only of an Official Account."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.town import Process, free_port
from tests.page.browser import needed, newest_button, phone, showing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page

pytestmark = [*needed, pytest.mark.asyncio(loop_scope="module")]

BOT, OA, LAN = "1000000002:demo", "1000000003", 501
LAN_ID = f"{LAN:020x}"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c636860f80f0002880180cd4d7a2d0000000049454e44ae426082"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A sandbox without a bot; its address."""
    log, port = tmp_path_factory.mktemp("zalo") / "sandbox.log", free_port()
    process = Process([sys.executable, "-m", "sandbox", "--port", str(port)], log)
    await process.start()
    await _answers(log)
    yield f"http://127.0.0.1:{port}"
    await process.end()


async def _answers(log: Path) -> None:
    async with asyncio.timeout(20):
        while "http" not in log.read_text():
            await asyncio.sleep(0.1)


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, sandbox: str) -> AsyncIterator[Page]:
    async with showing(browser, sandbox) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def takes(page: Page, service: str) -> Locator:
    """Lan takes another app."""
    lan = phone(page, "Lan")
    await lan.get_by_label("Ứng dụng nhắn tin").select_option(label=service)
    await expect(lan.locator(".service")).to_be_focused()
    return phone(page, "Lan")


async def bot(http: aiohttp.ClientSession, url: str, method: str, **body: Any) -> dict[str, Any]:
    async with http.post(f"{url}/zalo-bot/bot{BOT}/{method}", json=body) as answer:
        found: dict[str, Any] = await answer.json()
        assert found["ok"], found
        return found


async def test_a_zalo_phone_beside_a_telegram_one(
    page: Page, sandbox: str, http: aiohttp.ClientSession
) -> None:
    lan = await takes(page, "Zalo")
    await expect(lan).to_have_attribute("data-service", "zalo-bot")
    await expect(phone(page, "Anh Ba")).to_have_attribute("data-service", "telegram")
    await lan.locator("textarea").fill("đường ấp 4 lầy lội")
    await lan.locator("textarea").press("Enter")
    # No bot is as quick as this one: the page has yet to hear that its message was taken.
    await expect(page.locator("#stages")).to_contain_text("Đã nhận")
    update = (await bot(http, sandbox, "getUpdates"))["result"]
    assert update["message"]["text"] == "đường ấp 4 lầy lội"
    assert update["message"]["from"] == {"id": LAN_ID, "is_bot": False, "display_name": "Lan"}
    text = "Bà con muốn gửi phản ánh?\n1. Đúng\n2. Không\nTrả lời 1 hoặc 2."
    keyboard = {"inline_keyboard": [[{"text": "Đúng", "callback_data": "1"}]]}
    await bot(http, sandbox, "sendMessage", chat_id=LAN_ID, text=text, reply_markup=keyboard)
    await expect(lan.locator(".message .text").last).to_have_text(text)
    await expect(lan.locator(".buttons")).to_have_count(0)
    await expect(page.locator("#stages")).to_contain_text("Đã đẩy tới Lan")


async def test_photo_voice_and_sticker(
    page: Page, sandbox: str, http: aiohttp.ClientSession
) -> None:
    lan = await takes(page, "Zalo")
    attach = lan.locator("input[type=file]")
    await attach.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    await expect(lan.locator(".message.own img").last).to_be_visible()
    await attach.set_input_files({"name": "a.aac", "mimeType": "audio/aac", "buffer": b"x"})
    await expect(lan.locator(".message.own", has_text="giọng nói").last).to_be_visible()
    await lan.get_by_label("Gửi nhãn dán").click()
    await expect(lan.locator(".message.own .sticker").last).to_be_visible()
    kinds = [(await bot(http, sandbox, "getUpdates"))["result"] for _ in range(3)]
    assert [one["event_name"].split(".")[1] for one in kinds] == ["image", "voice", "sticker"]
    async with http.get(kinds[0]["message"]["photo_url"]) as got:
        assert await got.read() == PNG
    await bot(http, sandbox, "sendPhoto", chat_id=LAN_ID, photo=kinds[0]["message"]["photo_url"])
    await expect(lan.locator(".message:not(.own) img").last).to_be_visible()


async def test_an_official_account_has_buttons(
    page: Page, sandbox: str, http: aiohttp.ClientSession
) -> None:
    lan = await takes(page, "Zalo OA")
    await lan.get_by_role("button", name="Quan tâm").click()
    await expect(lan.locator(".following")).to_have_text("Bỏ quan tâm")
    buttons = [
        {"title": title, "type": "oa.query.show", "payload": f"#{title}"}
        for title in ("Gửi phản ánh", "Góp ý quy hoạch", "Hồ sơ của tôi")
    ]
    attachment = {"type": "template", "payload": {"buttons": buttons}}
    body = {
        "recipient": {"user_id": str(LAN)},
        "message": {"text": "Xã nghe bà con đây. Bà con muốn làm gì?", "attachment": attachment},
    }
    url, token = f"{sandbox}/zalo-oa/v3.0/oa/message/cs", {"access_token": f"access-{OA}-1"}
    async with http.post(url, json=body, headers=token) as answer:
        assert (await answer.json())["error"] == 0
    await newest_button(lan, "Góp ý quy hoạch").click()
    await expect(lan.locator(".message.own .text").last).to_have_text("#Góp ý quy hoạch")
    lan = await takes(page, "Telegram")
    await expect(lan.locator(".message")).to_have_count(0)
    lan = await takes(page, "Zalo OA")
    await expect(lan.locator(".message.own .text").last).to_have_text("#Góp ý quy hoạch")
    await expect(lan.locator(".following")).to_have_text("Bỏ quan tâm")
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
