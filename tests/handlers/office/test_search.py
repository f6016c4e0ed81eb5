"""Officials find cases by their words, and only those that they may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handlers.offices import filed

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House, Speaker

BRIDGE = "cây cầu gỗ ấp 3 gãy rồi, xe không qua được, gọi tôi số 0912345678"


@pytest.fixture
async def hai(house: House) -> Speaker:
    return await house.official("Chị Hai", "officer", "kinh-te")


async def test_golden_looking_for_a_case(house: House, hai: Speaker, golden: Golden) -> None:
    """An officer searches for a case by its words.

    Lan sent two reports. Chị Hai searches with words that match one of them, none, and both.
    """
    lan = house.resident("Lan")
    await filed(lan)
    await filed(lan, BRIDGE)
    house.story.clear()
    await hai.says("/tim")
    await hai.says("/tim cau go ap 3")
    await hai.says("/tim cầu khỉ")
    await hai.says("/tim xe")
    await hai.says("2")
    golden(house, "looking.vi")


async def test_without_accents_and_in_any_order(house: House, hai: Speaker) -> None:
    code = await filed(house.resident("Lan"), BRIDGE)
    for words in ("cau go", "CẦU GỖ", "gay cau", f"xem {code}", "cầu  gỗ, gãy!"):
        await hai.says(f"/tim {words}")
        hai.sees(code)


async def test_nobody_is_looked_for_by_a_number(house: House, hai: Speaker) -> None:
    code = await filed(house.resident("Lan"), BRIDGE)
    await hai.says("/tim 0912345678")
    hai.sees("/tim cau gay ap 3")
    await hai.says("/tim gay 0912345678")
    hai.sees(code)


async def test_what_was_added_is_found_too(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan, BRIDGE)
    await lan.says(f"/tracuu {code}")
    await lan.taps("Gửi thêm")
    await lan.says("có học sinh té xuống kênh hôm qua")
    await hai.says("/tim hoc sinh te")
    hai.sees(code)


async def test_only_what_one_may_open(house: House, hai: Speaker) -> None:
    van_hoa = await house.official("Anh Tư", "officer", "van-hoa")
    observer = await house.official("Bác Sáu", "observer")
    code = await filed(house.resident("Lan"))
    await hai.says("/tim lay loi")
    hai.sees(code)
    await van_hoa.says("/tim lay loi")
    van_hoa.sees("Không thấy")
    for stranger in (observer, house.resident("Mai")):
        await stranger.says("/tim lay loi")
        stranger.sees_not(code)


async def test_a_report_about_an_official_is_the_heads_alone(house: House, hai: Speaker) -> None:
    head = await house.official("Chủ tịch", "head")
    lan = house.resident("Lan")
    await lan.says("nhân viên một cửa ở ấp 4 thái độ hách dịch, la mắng tôi")
    while not (found := await house.cases()):
        await lan.says("1")
    (case,) = found
    assert case.head_only
    await hai.says("/tim hach dich")
    hai.sees("Không thấy")
    await head.says("/tim hach dich")
    head.sees(f"{case.code[:3]}-{case.code[3:]}")


async def test_words_go_with_the_text_they_stand_in(house: House, hai: Speaker) -> None:
    await filed(house.resident("Lan"))
    assert await house.rows("SELECT word FROM case_word")
    await house.run("DELETE FROM personal_text")
    assert not await house.rows("SELECT word FROM case_word")
    await hai.says("/tim lay loi")
    hai.sees("Không thấy")


async def test_the_look_is_recorded_without_its_words(house: House, hai: Speaker) -> None:
    await filed(house.resident("Lan"), BRIDGE)
    await hai.says("/tim cau go")
    rows = await house.rows(
        "SELECT after FROM audit JOIN audit_detail ON audit_id = audit.id WHERE act = 'searched'"
    )
    assert [row.after for row in rows] == ['{"found":1}']
