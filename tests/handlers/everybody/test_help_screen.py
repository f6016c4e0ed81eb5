"""Help for one's role, reception days, and where an answer to an official belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handlers.offices import filed, stored

if TYPE_CHECKING:
    from tests.house import House


@pytest.mark.parametrize("asked", ["/trogiup", "/help", "trợ giúp", "huong dan"])
async def test_help_shows_what_a_resident_can_do(house: House, asked: str) -> None:
    lan = house.resident("Lan")
    await lan.says(asked)
    lan.sees("/gui", "/hoso", "/riengtu")
    lan.sees_not("/moicanbo")


async def test_help_shows_what_a_role_can_do(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    await head.says("/help")
    head.sees("/moicanbo", "/viec", "/traloi")
    observer = await house.official("Chú Tám", "observer")
    await observer.says("/help")
    observer.sees_not("/traloi")


@pytest.mark.parametrize("asked", ["/tiepdan", "/reception"])
async def test_reception_days(house: House, asked: str) -> None:
    lan = house.resident("Lan")
    await lan.says(asked)
    lan.sees("19/11/2026", "03/12/2026", "Chủ tịch UBND xã", "0297 000 0000")


async def test_a_wish_to_give_an_opinion_leads_there(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("tôi muốn góp ý kế hoạch")
    lan.sees("kế hoạch")
    assert await house.cases() == []


async def test_what_an_official_asked_for_finds_its_case(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    await head.says(f"/hoithem {code} Đoạn nào lầy nhất vậy bà con?")
    await head.taps("Gửi cho bà con")
    lan.sees("Đoạn nào lầy nhất")
    await lan.says("đoạn trước nhà văn hóa")
    await lan.taps("Gửi vào hồ sơ")
    head.sees("đoạn trước nhà văn hóa")
    assert len(await house.cases()) == 1


async def test_another_matter_is_another_report(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    await head.says(f"/hoithem {code} Đoạn nào lầy nhất vậy bà con?")
    await head.taps("Gửi cho bà con")
    await lan.says("mất nước sinh hoạt đã ba ngày rồi")
    await lan.taps("Việc khác")
    await lan.taps("Đồng ý và gửi")
    assert len(await house.cases()) == 2


async def test_a_phone_number_is_asked_after_filing_only_if_they_like(house: House) -> None:
    lan = house.resident("Lan")
    await filed(lan)
    await lan.taps("Để lại số điện thoại")
    await lan.says("không có")
    lan.sees("chưa phải số")
    await lan.says("0912 345 678")
    assert await house.rows("SELECT phone FROM person") == [("0912345678",)]


async def test_a_deep_link_opens_a_case(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await lan.says(f"/start case-{stored(code)}")
    lan.sees("Đã tiếp nhận", "Ấp 4", "Luật Tiếp công dân", "chưa xác nhận")


async def test_a_bare_code_and_a_question_how_far_it_is(house: House) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await lan.says(code.lower())
    lan.sees("Đã tiếp nhận")
    await lan.says("hồ sơ của tôi tới đâu rồi")
    lan.sees("Đã tiếp nhận")


async def test_an_unknown_command_is_answered_kindly(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/xyz")
    lan.sees("Bà con cứ nhắn")


async def test_a_sticker_is_answered(house: House) -> None:
    from domain.messages.message import Kind

    lan = house.resident("Lan")
    await lan._send(Kind.OTHER)
    lan.sees("chưa đọc được")
    lan.sees_not("giữ lại tin này")
    await lan.says("/gui")
    await lan._send(Kind.OTHER)
    lan.sees("trả lời giúp câu này")
