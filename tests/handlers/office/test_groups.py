"""A unit's group shows cases, gives no powers, and its chat never reaches a resident."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.messages.message import Kind
from tests.handlers.offices import COMPLAINT, ROAD, audited, filed, filed_code
from tests.handlers.reports import send
from tests.house import Speaker

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House

GROUP = "-100"


def in_group(house: House, speaker: Speaker, chat: str = GROUP) -> Speaker:
    """The same person, speaking in the group."""
    there = Speaker(house, speaker.name, speaker.sender, chat, private=False, role=speaker.role)
    house.speakers[f"{speaker.name}:{chat}"] = there
    return there


@pytest.fixture
async def admin(house: House) -> Speaker:
    return await house.official("Chị Quản", "admin")


@pytest.fixture
async def hai(house: House) -> Speaker:
    return await house.official("Chị Hai", "officer", "kinh-te")


@pytest.fixture
async def group(house: House, admin: Speaker) -> Speaker:
    """The administrator in a group that is bound to the unit."""
    there = in_group(house, admin)
    await there.says("/ganhom")
    await there.taps("Phòng Kinh tế")
    there.sees("Phòng Kinh tế")
    return there


async def bound(house: House) -> list[str]:
    return [row.unit_id for row in await house.rows("SELECT unit_id FROM staff_group")]


async def test_only_an_administrator_binds(house: House, hai: Speaker) -> None:
    there = in_group(house, hai)
    await there.says("/ganhom kinh-te")
    there.sees("Chỉ quản trị viên")
    assert await bound(house) == []
    stranger = in_group(house, house.resident("Khách"))
    await stranger.says("/bind kinh-te")
    assert await bound(house) == []


async def test_an_anonymous_administrator_is_refused(house: House, admin: Speaker) -> None:
    there = in_group(house, admin)
    await there.says("/ganhom kinh-te", anonymous=True)
    there.sees("ẩn danh")
    assert await bound(house) == []


async def test_the_card_in_a_group_names_nobody(
    house: House, hai: Speaker, group: Speaker
) -> None:
    lan = house.resident("Lan Nguyễn")
    await lan.sends("photo", caption=ROAD)
    await send(lan)
    code = filed_code(lan)
    card = group.sees(code, ROAD)
    assert "Lan" not in card.text
    assert not any(seen.row.message and seen.row.message.file for seen in group.screen)
    (button,) = card.choices
    assert button.url.endswith("start=open-" + code.replace("-", ""))
    await hai.says("/start open-" + code.replace("-", ""))
    hai.sees(code, "Lan Nguyễn")


async def test_a_complaint_shows_no_content_in_a_group(house: House, admin: Speaker) -> None:
    there = in_group(house, admin)
    for unit in ("kinh-te", "van-phong", "van-hoa", "mot-cua"):
        await there.says(f"/ganhom {unit}")
    other = in_group(house, admin, "-200")
    await other.says("/ganhom kinh-te")
    lan = house.resident("Lan")
    await lan.says(f"/khieunai {COMPLAINT}")
    await send(lan)
    for seen in (*there.screen, *other.screen):
        assert "thu hồi đất" not in seen.text
    (case,) = await house.cases()
    assert case.unit_id in await bound(house)


async def test_a_reply_in_the_group_is_a_draft(
    house: House, hai: Speaker, group: Speaker, golden: Golden
) -> None:
    """Officers answer a case in their Telegram group.

    The group shows a new case. Chị Hai replies there; it is only a draft until she presses send.
    """
    lan = house.resident("Lan")
    code = await filed(lan)
    there = in_group(house, hai)
    await there.replies(group.sees(code), "Mai đội duy tu xuống làm")
    there.sees(code, "Chưa gửi đi")
    lan.sees_not("duy tu")
    # A number or a word in the group's chat sends nothing.
    await there.says("1")
    await there.says("gửi cho bà con")
    lan.sees_not("duy tu")
    await there.taps("Gửi cho bà con")
    lan.sees(code, "Mai đội duy tu xuống làm")
    assert await audited(house) == ["group bound", "reply"]
    golden(house, "group.vi")


async def test_only_its_writer_sends_a_draft(house: House, hai: Speaker, group: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    there = in_group(house, hai)
    await there.replies(group.sees(code), "ông này gọi hoài")
    draft = there.last
    await group.taps("Gửi cho bà con", on=draft)
    lan.sees_not("gọi hoài")
    await there.taps("Ghi chú nội bộ", on=draft)
    lan.sees_not("gọi hoài")
    notes = [event for event in await house.events(code) if event.act == "note"]
    assert [event.public for event in notes] == [False]


async def test_a_dropped_draft_is_gone(house: House, hai: Speaker, group: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    there = in_group(house, hai)
    await there.replies(group.sees(code), "trời ơi lại đường")
    draft = there.last
    await there.taps("Bỏ", on=draft)
    await there.taps("Gửi cho bà con", on=draft)
    lan.sees_not("trời ơi")


@pytest.mark.parametrize("role", ["observer", "officer", "nobody"])
async def test_membership_gives_no_rights(house: House, group: Speaker, role: str) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    card = group.sees(code)
    if role == "nobody":
        person = house.resident("Bạn của nhóm")
    else:
        person = await house.official("Anh Sáu", role, "van-hoa" if role == "officer" else "")
    there = in_group(house, person)
    await there.replies(card, "để tôi trả lời cho")
    there.sees("Chưa gửi gì đi")
    assert not there.last.choices


async def test_banter_is_not_kept(house: House, hai: Speaker, group: Speaker) -> None:
    there = in_group(house, hai)
    seen = len(there.screen)
    await there.says("trưa nay ăn gì mấy anh chị")
    assert len(there.screen) == seen
    words = await house.rows("SELECT body FROM personal_text WHERE body LIKE '%trưa nay%'")
    assert words == []


async def test_forms_never_run_in_groups(house: House, hai: Speaker, group: Speaker) -> None:
    there = in_group(house, hai)
    await there.says("/gui đường hư quá")
    there.sees("chat riêng")
    assert not await house.rows("SELECT form FROM conversation WHERE form <> ''")


async def test_a_new_group_id_is_followed(house: House, hai: Speaker, group: Speaker) -> None:
    moved = replace(group.update(""), kind=Kind.MOVED, moved_to="-1009", text="")
    await house.take(moved)
    there = in_group(house, hai, "-1009")
    code = await filed(house.resident("Lan"))
    there.sees(code)


async def test_a_group_that_put_the_bot_out_gets_nothing(house: House, group: Speaker) -> None:
    await house.take(replace(group.update(""), kind=Kind.STOPPED, text=""))
    seen = len(group.screen)
    await filed(house.resident("Lan"))
    assert len(group.screen) == seen
    await house.take(replace(group.update(""), kind=Kind.STARTED, text=""))
    code = await filed(house.resident("Nga"))
    group.sees(code)


async def test_talk_in_a_group_leaves_nothing(house: House, group: Speaker) -> None:
    house.book = replace(house.book, flood_per_minute=3)
    guest = in_group(house, house.resident("Khách Chimxanh"))
    before = await house.rows("SELECT id FROM person")
    for number in range(9):
        await guest.says(f"tối nay nhậu ở nhà chimxanh số {number}")
        await guest.sends("photo", "chimxanh nè")
    edited = await guest.says("chimxanh")
    await guest.edits(edited, "chimxanh khác")
    assert await house.tables_with("himxanh") == []
    assert await house.rows("SELECT id FROM person") == before


@pytest.mark.parametrize(
    "number",
    ["0912345678", "0912 345 678", "091.234.5678", "091-234-5678", "086 099 012345", "12345678"],
)
async def test_the_card_in_a_group_hides_numbers_in_the_words(
    house: House, group: Speaker, number: str
) -> None:
    code = await filed(house.resident("Lan"), f"{ROAD}, gọi tôi số {number} nhé")
    card = group.sees(code, "lầy lội", "•••")
    assert number not in card.text
    await house.deliver()
    group.sees_not(number)


async def test_days_and_sums_stay_in_the_card(house: House, group: Speaker) -> None:
    code = await filed(house.resident("Lan"), f"{ROAD} từ ngày 12/11/2026, tốn 500.000 đồng")
    group.sees(code, "12/11/2026", "500.000")
