"""Stories of officials, as whole conversations for translators and officials to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.handlers.consultations import close_due, write_consultation
from tests.handlers.offices import (
    COMPLAINT,
    answers,
    audited,
    fail_reply,
    filed,
    filed_code,
    receipts,
)
from tests.handlers.reports import send
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.golden import Golden
    from tests.house import Speaker

    Press = Callable[[Speaker, str], Awaitable[None]]


@pytest.fixture
async def hai(house: House) -> Speaker:
    return await house.official("Chị Hai", "officer", "kinh-te")


async def test_golden_the_inbox(house: House, hai: Speaker, golden: Golden) -> None:
    """An officer reads the list of open cases.

    Lan sent two reports 25 days ago; nobody answered. Chị Hai opens her list and reads both.
    """
    lan = house.resident("Lan")
    await filed(lan)
    code = await filed(lan, "rác đổ đầy đầu cầu ấp 3, hôi thối lắm")
    house.passes(days=25)
    house.story.clear()
    await hai.says("/viec")
    await hai.taps("Quá hạn")
    await hai.says("1")
    await hai.says(f"/xem {code}")
    await hai.taps("Khác")
    golden(house, "inbox.vi")


async def test_golden_correcting_and_taking_back(
    house: House, hai: Speaker, golden: Golden
) -> None:
    """An officer corrects an answer and takes it back.

    Chị Hai sends an answer with a wrong date, corrects it, and then takes it back.
    """
    lan = house.resident("Lan")
    code = await filed(lan)
    house.story.clear()
    await answers(hai, code, "Xong ngày 3/11")
    await hai.taps("Sửa")
    await hai.says("Xong ngày 30/11")
    await hai.taps("Gửi bản sửa")
    await hai.taps("Thu hồi")
    await hai.taps("Đồng ý thu hồi")
    await receipts(house)
    golden(house, "correction.vi")


async def test_golden_passing_on_assigning_noting(
    house: House, hai: Speaker, golden: Golden
) -> None:
    """A case goes to another unit.

    Chị Hai writes a note and passes the case on. Anh Tư of the other unit gives it to Chị Năm.
    """
    tu = await house.official("Anh Tư", "officer", "van-hoa")
    await house.official("Chị Năm", "officer", "van-hoa", speaks_khmer=True)
    lan = house.resident("Lan")
    code = await filed(lan)
    house.story.clear()
    await hai.says(f"/ghichu {code} đã gọi cho trưởng ấp, chưa gặp")
    await hai.taps("Chuyển")
    await hai.taps("Phòng Văn hóa")
    await hai.says("thuộc phần việc của văn hóa")
    await tu.says(f"/phancong {code}")
    await tu.taps("Chị Năm")
    golden(house, "passing_on.vi")


async def test_golden_states(house: House, hai: Speaker, golden: Golden) -> None:
    """An officer changes the state of a case.

    Chị Hai starts work on the case and then extends the deadline. Lan is informed.
    """
    lan = house.resident("Lan")
    code = await filed(lan)
    house.story.clear()
    await hai.says(f"/trangthai {code}")
    await hai.taps("Đang giải quyết")
    await hai.says(f"/trangthai {code}")
    await hai.taps("Đã gia hạn")
    await hai.says("chờ vật tư về")
    await hai.says("30/12/2026")
    await hai.taps("Thực hiện")
    golden(house, "states.vi")


async def test_golden_a_complaint(house: House, golden: Golden) -> None:
    """A resident sends a complaint.

    Lan disagrees with a decision about her land. The head asks her for a signed paper.
    """
    head = await house.official("Chủ tịch", "head")
    lan = house.resident("Lan")
    await lan.says(COMPLAINT)
    await lan.taps("Tôi không đồng ý")
    await send(lan)
    await head.says(f"/trangthai {filed_code(lan)}")
    await head.taps("Đang xem xét")
    await head.says("Mời bà con mang đơn có chữ ký tới bộ phận một cửa.")
    await head.taps("Thực hiện")
    await lan.taps("Xem")
    golden(house, "complaint.vi")


async def test_golden_two_at_once(house: House, hai: Speaker, golden: Golden) -> None:
    """Two officers answer the same case.

    Chị Hai and Anh Ba write answers at the same time. Only the first one is sent.
    """
    ba = await house.official("Anh Ba", "officer", "kinh-te")
    code = await filed(house.resident("Lan"))
    house.story.clear()
    await hai.says(f"/traloi {code} Tuần này sửa đường")
    await ba.says(f"/traloi {code} Tháng sau sửa đường")
    await hai.taps("Gửi cho bà con")
    await ba.taps("Gửi cho bà con")
    golden(house, "two_at_once.vi")


async def test_golden_figures_failures_people(house: House, hai: Speaker, golden: Golden) -> None:
    """An administrator looks after failed messages, figures and officials.

    An answer did not reach Lan. Chị Quản sends it again, reads figures and lists officials.
    """
    admin = await house.official("Chị Quản", "admin")
    lan = house.resident("Lan")
    code = await filed(lan)
    house.passes(days=2)
    await hai.says(f"/traloi {code} Đã sửa xong đường cho bà con")
    house.passes(hours=14)
    await hai.taps("Gửi cho bà con")
    await fail_reply(house, code)
    house.story.clear()
    await receipts(house)
    await admin.says("/thuloi")
    await admin.taps("Gửi lại")
    await receipts(house)
    house.passes(minutes=1)
    await admin.says("/thongke")
    await admin.says("/canbo")
    await admin.taps("Chị Hai")
    golden(house, "figures_failures_people.vi")


async def tapped(who: Speaker, label: str) -> None:
    await who.taps(label)


async def typed(who: Speaker, label: str) -> None:
    await who.says(label)


async def numbered(who: Speaker, label: str) -> None:
    """By the place that the label has on the screen."""
    screens = ([one.label for one in seen.choices if one.data] for seen in reversed(who.screen))
    labels = next(found for found in screens if any(label in one for one in found))
    place = next(at for at, one in enumerate(labels, 1) if label in one)
    await who.says(str(place))


async def every_form(house: House, press: Press) -> list[Any]:
    """All of an official's forms, with every choice made by `press`; what the records hold."""
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await house.official("Chị Năm", "officer", "kinh-te")
    await house.official("Anh Tư", "officer", "van-hoa")
    admin = await house.official("Chị Quản", "admin")
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.says(f"/hoithem {code}")
    await hai.says("Đoạn nào, gần nhà ai?")
    await press(hai, "Gửi cho bà con")
    await hai.says(f"/ghichu {code}")
    await hai.says("đã gọi trưởng ấp")
    await hai.says(f"/trangthai {code}")
    await press(hai, "Đã nhận giải quyết")
    await hai.says(f"/trangthai {code}")
    await press(hai, "Đã gia hạn")
    await hai.says("chờ vật tư về")
    await hai.says("30/12/2026")
    await press(hai, "Thực hiện")
    await hai.says(f"/traloi {code}")
    await hai.says("Tuần này sửa đường")
    await press(hai, "Gửi cho bà con")
    await hai.says(f"/phancong {code}")
    await press(hai, "Chị Năm")
    other = await filed(lan, "rác đổ đầy đầu cầu ấp 3, hôi thối lắm")
    await hai.says(f"/chuyen {other}")
    await press(hai, "Phòng Văn hóa – Xã hội")
    await hai.says("thuộc phần việc của văn hóa")
    await hai.says("/thongbao")
    await hai.says("Sáng thứ Bảy tiêm phòng dại tại nhà văn hóa ấp 4.")
    await press(hai, "Gửi đi")
    await admin.says("/moicanbo")
    await admin.says("Anh Ba")
    await press(admin, "Cán bộ của một phòng")
    await press(admin, "Phòng Kinh tế")
    await press(admin, "Có")
    return [
        [
            (event.act, event.from_state, event.to_state, event.unit_id, event.words)
            for one in (code, other)
            for event in await house.events(one)
        ],
        [
            (case.state, case.unit_id, case.assignee_id, case.due_at)
            for case in await house.cases()
        ],
        await house.rows("SELECT kind, payload FROM broadcast"),
        await house.rows("SELECT role, unit_id, name, speaks_khmer FROM invitation"),
        await audited(house),
    ]


async def lay_a_consultation(house: House, press: Press) -> list[Any]:
    """From the first question to the published answer, every choice made by `press`."""
    officer = await house.official("Cô Hoa", "officer", "van-phong")
    await write_consultation(officer, closes="6/12/2026")
    await press(officer, "Ấp 4")
    await press(officer, "Đủ rồi")
    await press(officer, "Đưa ra lấy ý kiến")
    await close_due(house)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    await press(lan, "Đồng ý")
    await press(lan, "Xong")
    house.passes(days=21)
    await close_due(house)
    await officer.taps("Xem kế hoạch")
    await officer.taps("Trả lời và công bố")
    await press(officer, "Tiếp thu")
    await officer.says("Xã ghi nhận và cảm ơn.")
    await press(officer, "Công bố")
    return [
        await house.rows("SELECT title, summary, hamlets, opens_at, closes_at, state FROM consultation"),
        await house.rows("SELECT stance, disposition, body FROM consultation_answer"),
        await house.rows("SELECT stance, body FROM opinion"
                         " LEFT JOIN personal_text ON personal_text.id = text_id"),
        await audited(house),
    ]  # fmt: skip


@pytest.mark.parametrize("press", [typed, numbered])
@pytest.mark.parametrize("story", [every_form, lay_a_consultation])
async def test_by_taps_and_by_typing(
    tmp_path: Path,
    story: Callable[[House, Press], Awaitable[list[Any]]],
    press: Press,
) -> None:
    records = []
    for name, way in (("taps", tapped), ("typed", press)):
        folder = tmp_path / name
        folder.mkdir()
        house = await House.open(folder)
        try:
            records.append(await story(house, way))
        finally:
            await house.close()
    assert records[0] == records[1]
    assert all(records[0])
