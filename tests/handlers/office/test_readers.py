"""Nobody is promised what nobody will read, also when the last reader leaves after the promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handlers.office.test_authority import leaves
from tests.handlers.office.test_enrolment import invited
from tests.handlers.offices import filed
from tests.handlers.reports import send

if TYPE_CHECKING:
    from tests.house import House, Speaker

WORDS = "nhân viên một cửa ở ấp 4 hách dịch, la mắng tôi"
ABOUT_LEADER = "chủ tịch xã hách dịch, la mắng tôi giữa chợ ấp 4"


@pytest.fixture
async def admin(house: House) -> Speaker:
    return await house.official("Chị Quản", "admin")


async def accuses(lan: Speaker, words: str = WORDS) -> None:
    await lan.says("/start")
    await lan.says(words)
    await lan.taps("Báo một việc không ổn")
    await send(lan)


async def chosen(house: House, role: str = "officer") -> Speaker:
    """The person whom the configuration names."""
    return await house.official(house.commune.organisation.conduct_reader, role, "van-phong")


@pytest.mark.parametrize("words", [WORDS, ABOUT_LEADER])
async def test_the_chosen_person_reads_what_no_head_may(house: House, words: str) -> None:
    if words == ABOUT_LEADER:
        await house.official("Trần Thị Năm", "head")
    other = await house.official("Chị Hai", "officer", "kinh-te")
    reader = await chosen(house)
    await accuses(house.resident("Lan"), words)
    (case,) = await house.cases()
    assert case.head_only
    reader.sees("la mắng tôi")
    other.sees_not("la mắng tôi")
    await reader.says(f"/xem {case.code}")
    reader.sees("la mắng tôi")
    await reader.says(f"/traloi {case.code} Chúng tôi sẽ xác minh trong tuần")
    await reader.taps("Gửi cho bà con")
    assert (await house.case(case.code)).state == "answered"


async def test_while_a_head_may_read_the_chosen_person_does_not(house: House) -> None:
    head = await house.official("Trần Thị Năm", "head")
    reader = await chosen(house)
    await accuses(house.resident("Lan"))
    (case,) = await house.cases()
    head.sees("la mắng tôi")
    reader.sees_not("la mắng tôi")
    await reader.says(f"/xem {case.code}")
    reader.sees_not("la mắng tôi")


async def test_the_chosen_person_does_not_read_what_names_them(house: House) -> None:
    reader = await chosen(house)
    name = house.commune.organisation.conduct_reader
    lan = house.resident("Lan")
    await accuses(lan, f"cán bộ {name} hách dịch, la mắng tôi ở ấp 4")
    lan.sees("chưa gửi")
    assert await house.cases() == []
    reader.sees_not("la mắng tôi")


async def test_an_observer_is_no_reader(house: House) -> None:
    await chosen(house, "observer")
    lan = house.resident("Lan")
    await accuses(lan)
    lan.sees("chưa gửi")
    assert await house.cases() == []


async def test_when_the_last_reader_leaves_people_are_told(house: House, admin: Speaker) -> None:
    head = await house.official("Trần Thị Năm", "head")
    lan = house.resident("Lan")
    await accuses(lan)
    (case,) = await house.cases()
    await leaves(house, admin, head)
    await house.deliver()
    lan.sees("không ai được đọc", house.commune.organisation.province_desk.phone)
    admin.sees("1", "conduct_reader")
    admin.sees_not("la mắng")
    admin.sees_not(case.code)


async def test_a_new_reader_gets_what_waited(house: House, admin: Speaker) -> None:
    head = await house.official("Trần Thị Năm", "head")
    await accuses(house.resident("Lan"))
    await leaves(house, admin, head)
    link = await invited(admin, "Bà Tám", "Người đứng đầu")
    tam = house.resident("Tám")
    await tam.says(f"/start {link}")
    await admin.taps("Đúng")
    await house.deliver()
    tam.sees("la mắng tôi")


async def test_a_second_head_gets_no_second_card(house: House, admin: Speaker) -> None:
    await house.official("Trần Thị Năm", "head")
    lan = house.resident("Lan")
    await accuses(lan)
    link = await invited(admin, "Bà Tám", "Người đứng đầu")
    tam = house.resident("Tám")
    await tam.says(f"/start {link}")
    await admin.taps("Đúng")
    tam.sees_not("la mắng tôi")


async def test_an_ordinary_case_is_told_to_nobody(house: House, admin: Speaker) -> None:
    head = await house.official("Trần Thị Năm", "head")
    lan = house.resident("Lan")
    await filed(lan)
    await leaves(house, admin, head)
    await house.deliver()
    lan.sees_not("không ai được đọc")
