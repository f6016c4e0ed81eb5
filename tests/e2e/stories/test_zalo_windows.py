"""The real process on an Official Account after its free window.

No message is refused, none is paid without permission, and parked messages arrive later.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.process.clock import READ_AGAIN
from tests.e2e.stories.test_story import enrolled
from tests.e2e.stories.test_zalo import files, town_on_all
from tests.e2e.town import ZALO_OA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.town import Phone, Town

TEMPLATE = "Hồ sơ {ma} của bà con có tin mới từ {noi}. Bà con nhắn lại cho trang để xem."
COUNTED = "SELECT cost, messages FROM service_use WHERE chat = '' AND cost <> 'free'"


async def passes(town: Town, **time: float) -> None:
    """Let time pass for all processes, which read the clock's file once a second."""
    town.set_clock(town.now() + timedelta(**time))
    await asyncio.sleep(READ_AGAIN + 0.1)


async def answers(town: Town, official: Phone, code: str, words: str) -> None:
    """Answer a case as an official."""
    await official.says(f"/traloi {code} {words}")
    await official.sees("sẽ thấy như sau", words)
    await official.taps("Gửi cho bà con")
    query = "SELECT count(*) FROM outbox JOIN personal_text ON personal_text.id = text_id WHERE body LIKE ?"
    await town.until(lambda: town.rows(query + " AND channel = 'zalo_oa'", f"%{words}%")[0][0])


async def kinds(tu: Phone) -> list[str]:
    """Return the cost that Zalo counted for each message of the account."""
    return [message["cost"] for message in await tu.screen() if message.get("cost")]


async def test_who_was_silent_for_over_a_week_is_asked_once_and_then_has_the_news(
    tmp_path: Path,
) -> None:
    async with town_on_all(
        tmp_path,
        NGHEDAN_ZALO_OA_TEMPLATE_ID="77",
        NGHEDAN_ZALO_OA_TEMPLATE_MESSAGES="5",
        NGHEDAN_ZALO_OA_TEMPLATE_DATA="ma=code,noi=organisation",
    ) as town:
        await town.control("templates", {"template_id": "77", "text": TEMPLATE}, on=ZALO_OA)
        official = await enrolled(town)
        tu = town.phone("Tư", 503, on=ZALO_OA)
        code = await files(tu)
        await passes(town, days=9)
        await answers(town, official, code, "Đã cử đội duy tu")
        asked = await tu.sees(code, "có tin mới từ UBND xã Vĩnh Thuận")
        assert asked["cost"] == "template"
        await answers(town, official, code, "Đội đang làm")
        await town.until(
            lambda: town.rows("SELECT count(*) FROM outbox WHERE state = 'parked'") == [(2,)]
        )
        assert (await kinds(tu)).count("template") == 1
        assert town.rows(COUNTED) == [("template", 1)]
        assert await tu.times_seen("duy tu") == 0
        await tu.says("có ai không")
        await tu.sees("Đã cử đội duy tu", "Đội đang làm")
        assert await tu.times_seen("Đội đang làm") == 1
        assert town.rows(COUNTED) == [("template", 1)]


async def test_what_is_paid_goes_out_together_and_up_to_ones_share(tmp_path: Path) -> None:
    async with town_on_all(
        tmp_path, NGHEDAN_ZALO_OA_PAID_MESSAGES="50", NGHEDAN_ZALO_OA_PAID_EACH="1"
    ) as town:
        official = await enrolled(town)
        tu = town.phone("Tư", 503, on=ZALO_OA)
        code = await files(tu)
        await passes(town, days=3)
        for words in ("Đã cử đội duy tu", "Đội đang làm"):
            await answers(town, official, code, words)
        gathers = "SELECT count(*) FROM outbox WHERE error = 'gathers'"
        await town.until(lambda: town.rows(gathers) == [(2,)])
        await passes(town, minutes=61)
        await tu.sees("Đã cử đội duy tu", "Đội đang làm")
        await town.until(lambda: town.rows(COUNTED) == [("paid", 1)])
        await answers(town, official, code, "Đã xong đoạn đầu")
        share = "SELECT count(*) FROM outbox WHERE error = 'share'"
        await town.until(lambda: town.rows(share) == [(1,)])
        await official.says("/chuaden")
        await official.sees(code, "trả phí đủ")
        await tu.says("có ai không")
        await tu.sees("Đã xong đoạn đầu")
        assert (await kinds(tu)).count("paid") == 1
