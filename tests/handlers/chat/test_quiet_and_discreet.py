"""Quiet hours, and discreet notices for lock screens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house import House, Speaker

ROAD = "đường ấp 4 lầy lội, xe không qua được"
NOW = timedelta(seconds=5)


async def answered(house: House, head: Speaker, words: str) -> None:
    code = (await house.cases())[-1].code
    await head.says(f"/traloi {code} {words}")
    await head.taps("Gửi cho bà con")


async def test_news_waits_for_the_morning(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.taps("Đồng ý và gửi")
    house.passes(hours=13)  # ten at night
    await answered(house, head, "Đã sửa xong.")
    lan.sees_not("Đã sửa xong.")
    house.passes(hours=8)  # six in the morning
    await house.deliver(ahead=NOW)
    lan.sees_not("Đã sửa xong.")
    house.passes(minutes=31)
    await house.deliver(ahead=NOW)
    assert any("Đã sửa xong." in seen.text for seen in lan.screen)


async def test_who_is_awake_is_answered_at_once(house: House) -> None:
    """Somebody who wrote a moment ago waits for the answer: quiet hours do not hold it."""
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    house.passes(hours=13)
    await lan.says(ROAD)
    await lan.taps("Đồng ý và gửi")
    house.passes(minutes=10)
    await answered(house, head, "Mai có người xuống.")
    assert any("Mai có người xuống." in seen.text for seen in lan.screen)


async def test_a_complaints_push_says_only_that_there_is_news(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    await lan.says("/khieunai")
    await lan.says("tôi không đồng ý quyết định thu hồi đất số 12")
    await lan.taps("Ấp 4")
    await lan.taps("Đồng ý và gửi")
    await answered(house, head, "Mời bà con tới nhận văn bản trả lời.")
    lan.sees("có tin mới")
    lan.sees_not("văn bản trả lời")
    await lan.taps("Xem")
    lan.sees("Mời bà con tới nhận văn bản trả lời.")


async def test_a_unit_may_ask_consent_before_anything_is_written(house: House) -> None:
    house.set_consent("before")
    lan = house.resident("Lan")
    await lan.says(ROAD)
    lan.sees("Bà con có đồng ý không?", "Giữ gì")
    await lan.taps("Tôi đồng ý")
    lan.sees("lầy lội")
    await lan.taps("Đồng ý và gửi")
    assert len(await house.cases()) == 1
    house.passes(days=1)
    await lan.says("rác đổ đầy đầu cầu, hôi thối lắm")
    lan.sees("Đồng ý và gửi")


async def test_another_language_goes_out_marked(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    dara = house.resident("Dara")
    await dara.says("ផ្លូវភូមិខូចខ្លាំង ឡានមិនអាចទៅបាន")
    await dara.taps("Ấp 3")
    await dara.taps("យល់ព្រម ហើយផ្ញើ")
    code = (await house.cases())[0].code
    await head.says(f"/traloi {code} Đã cử người xuống sửa đường.")
    head.sees("tiếng Khmer", "chưa dịch")
    await head.taps("Gửi cho bà con")
    dara.sees("Đã cử người xuống sửa đường.", "មិនទាន់បកប្រែ")
