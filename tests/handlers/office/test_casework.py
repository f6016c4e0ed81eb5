"""Officials work on a case: cards, assignment, answers, questions, transfers, states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.cases.states import NEXT, CaseState
from tests.handlers.offices import (
    COMPLAINT,
    ROAD,
    answers,
    audited,
    filed,
    filed_code,
    receipts,
    reply_to,
    stored,
)
from tests.handlers.reports import choose, send

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House, Speaker


@pytest.fixture
async def hai(house: House) -> Speaker:
    return await house.official("Chị Hai", "officer", "kinh-te")


@pytest.fixture
async def ba(house: House) -> Speaker:
    return await house.official("Anh Ba", "officer", "kinh-te")


async def test_a_new_case_is_a_card(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    card = hai.sees(code, "Lan", "Ấp 4", ROAD, "tiếng Việt")
    labels = [choice.label for choice in card.choices]
    assert labels == ["Nhận việc", "Trả lời", "Hỏi thêm", "Chuyển", "Khác"]


async def test_only_the_units_officers_hear_of_it(house: House, hai: Speaker) -> None:
    tu = await house.official("Anh Tư", "officer", "van-hoa")
    head = await house.official("Chủ tịch", "head")
    code = await filed(house.resident("Lan"))
    hai.sees(code)
    tu.sees_not(code)
    head.sees_not(code)


async def test_without_officers_head_and_admin_hear(house: House) -> None:
    head = await house.official("Chủ tịch", "head")
    observer = await house.official("Mặt trận", "observer")
    code = await filed(house.resident("Lan"))
    head.sees(code)
    observer.sees_not(code)


async def test_taking_on_changes_the_others_cards(house: House, hai: Speaker, ba: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    card = ba.sees(code)
    await hai.taps("Nhận việc")
    hai.sees(code, "của anh/chị")
    lan.sees(code, "Phòng Kinh tế")
    assert "Chị Hai" in card.text
    assert [choice.label for choice in card.choices] == ["Mở hồ sơ"]
    # A button that was pressed before the edit arrived gets a kind reply.
    await ba.presses(f"take:{stored(code)}")
    ba.sees("Chị Hai", code)
    assert (await house.case(code)).state == "in_progress"


async def test_answer_by_replying_to_the_card(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    card = hai.sees(code)
    await hai.replies(card, "Đã cử đội duy tu, xong ngày 30/11")
    hai.sees("Trả lời", code, "Đã cử đội duy tu")
    lan.sees_not("duy tu")
    await hai.taps("Gửi cho bà con")
    lan.sees("Đã cử đội duy tu", code)
    sent = hai.sees(code)
    await receipts(house)
    assert "đã đến" in sent.text.lower()
    assert "Trả lời" not in [choice.label for choice in card.choices]
    assert await audited(house) == ["reply"]


async def test_answer_with_photo_and_voice(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.taps("Trả lời")
    await hai.sends("voice")
    await hai.taps("Gửi cho bà con")
    messages = [seen.row.message for seen in lan.screen]
    kinds = [one.file.kind for one in messages if one and one.file]
    assert kinds == ["voice"]
    lan.sees(code)


async def test_correct_and_take_back(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await answers(hai, code, "Xong ngày 3/11")
    answer = lan.sees("Xong ngày 3/11")
    await hai.taps("Sửa")
    await hai.says("Xong ngày 30/11")
    await hai.taps("Gửi bản sửa")
    assert "30/11" in answer.text
    assert len([seen for seen in lan.screen if code in seen.text and "/11" in seen.text]) <= 3
    # The corrected answer can be corrected again: it is the same message.
    await hai.taps("Sửa")
    await hai.says("Xong ngày 29/11")
    await hai.taps("Gửi bản sửa")
    assert "29/11" in answer.text
    await hai.taps("Thu hồi")
    await hai.taps("Đồng ý thu hồi")
    assert "29/11" not in answer.text
    assert "thu hồi" in answer.text
    case = await house.case(code)
    assert (case.state, case.answered_at) == ("received", None)
    acts = await audited(house)
    assert acts == ["reply", "corrected", "corrected", "taken back"]
    await lan.says(f"/tracuu {code}")
    lan.sees("thu hồi")
    await hai.says(f"/xem {code}")
    hai.sees("Xong ngày 3/11", "Xong ngày 29/11")


async def test_a_stranger_cannot_correct(house: House, hai: Speaker, ba: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await answers(hai, code, "Xong rồi ạ, bà con xem lại")
    reply = await reply_to(house, code)
    await ba.presses(f"takeback:{reply.id}:yes")
    lan.sees("Xong rồi")
    assert (await reply_to(house, code)).withdrawn_at is None


async def test_two_officials_at_once(house: House, hai: Speaker, ba: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.says(f"/traloi {code} Tuần này sửa đường")
    await ba.says(f"/traloi {code} Tháng sau sửa đường")
    await hai.taps("Gửi cho bà con")
    lan.sees("Tuần này")
    await ba.taps("Gửi cho bà con")
    ba.sees("Chị Hai", "Tuần này", "Tháng sau")
    lan.sees_not("Tháng sau")
    # The official saw the change, so sending the answer now is their decision.
    await ba.taps("Gửi cho bà con")
    lan.sees("Tháng sau")


async def test_a_state_button_of_an_earlier_version_does_nothing(
    house: House, hai: Speaker, ba: Speaker
) -> None:
    code = await filed(house.resident("Lan"))
    await ba.says(f"/trangthai {code}")
    menu = ba.last
    await hai.taps("Nhận việc")
    await ba.taps("Đã nhận giải quyết", on=menu)
    ba.sees("Có người vừa thay đổi", "Chị Hai")
    assert (await house.case(code)).state == "in_progress"


async def test_ask_back_and_the_answer_comes_in(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.taps("Hỏi thêm")
    await hai.says("Đoạn nào, gần nhà ai?")
    await hai.taps("Gửi cho bà con")
    lan.sees("Đoạn nào, gần nhà ai?", code)
    case = await house.case(code)
    assert case.state == "needs_info"
    assert case.asked_at
    await lan.says("đoạn gần nhà ông Tám")
    await lan.taps(code)
    hai.sees(code, "gần nhà ông Tám")
    case = await house.case(code)
    assert (case.state, case.asked_at) == ("in_progress", None)


async def test_pass_on_to_another_unit(house: House, hai: Speaker) -> None:
    tu = await house.official("Anh Tư", "officer", "van-hoa")
    lan = house.resident("Lan")
    code = await filed(lan)
    card = hai.sees(code)
    await hai.taps("Chuyển")
    await hai.taps("Phòng Văn hóa")
    await hai.says("thuộc phần việc của văn hóa")
    lan.sees(code, "Phòng Văn hóa", "thuộc phần việc")
    tu.sees(code, ROAD)
    assert ROAD not in card.text
    await hai.says(f"/xem {code}")
    hai.sees("Không có hồ sơ")
    assert "refused" in await audited(house)


async def test_assign_to_a_colleague(house: House, hai: Speaker) -> None:
    house_head = await house.official("Chủ tịch", "head")
    nam = await house.official("Chị Năm", "officer", "kinh-te", speaks_khmer=True)
    code = await filed(house.resident("Lan"))
    await house_head.says(f"/phancong {code}")
    await house_head.taps("Chị Năm (biết tiếng Khmer)")
    nam.sees(code, ROAD)
    hai.screen[0].text.index("Chị Năm")


async def test_a_note_is_never_seen_by_the_resident(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.says(f"/ghichu {code} ông này hay gọi điện")
    hai.sees("Đã ghi chú")
    await lan.says(f"/tracuu {code}")
    lan.sees_not("hay gọi điện")
    await hai.says(f"/xem {code}")
    hai.sees("hay gọi điện", "Lan")


@pytest.mark.parametrize("state", ["received", "in_progress", "accepted", "suspended"])
async def test_only_lawful_states_are_offered(house: House, hai: Speaker, state: str) -> None:
    code = await filed(house.resident("Lan"))
    await house.run(f"UPDATE submission SET state = '{state}'")
    await hai.says(f"/trangthai {code}")
    offered = [choice.data.split(":")[2] for choice in hai.last.choices]
    assert offered == [to.value for to in NEXT[CaseState(state)]]


async def test_extending_needs_a_reason_and_a_later_day(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.taps("Nhận việc")
    await hai.says(f"/trangthai {code}")
    await hai.taps("Đã gia hạn")
    await hai.says("chờ vật tư về")
    await hai.says("1/11/2026")
    hai.sees("không sau hôm nay")
    await hai.says("30/12/2026")
    await hai.taps("Thực hiện")
    lan.sees(code, "chờ vật tư về", "30/12/2026")
    case = await house.case(code)
    assert case.state == "extended"
    assert str(case.due_at).startswith("2026-12-30")


async def test_suspension_stops_the_clock(house: House, hai: Speaker) -> None:
    code = await filed(house.resident("Lan"))
    await hai.taps("Nhận việc")
    before = await house.case(code)
    await hai.says(f"/trangthai {code}")
    await hai.taps("Tạm dừng")
    await hai.says("chờ kết luận thanh tra")
    await hai.taps("Thực hiện")
    house.passes(days=10)
    await hai.says(f"/trangthai {code}")
    await hai.taps("Đang giải quyết")
    after = await house.case(code)
    assert after.suspended_at is None
    assert before.due_at is not None
    assert after.due_at is not None
    assert after.due_at > before.due_at


async def test_a_complaint_is_pushed_without_content(house: House) -> None:
    head = await house.official("Chủ tịch", "head")
    lan = house.resident("Lan")
    await lan.says(f"/khieunai {COMPLAINT}")
    await send(lan)
    code = filed_code(lan)
    await answers(head, code, "Xã đã nhận đủ giấy tờ về đất")
    push = lan.sees(code, "có tin mới")
    lan.sees_not("đủ giấy tờ")
    await lan.taps("Xem", on=push)
    lan.sees("đủ giấy tờ")


async def test_quiet_hours_hold_an_answer(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    house.passes(hours=14)  # eleven at night
    await answers(hai, code, "Mai đội duy tu tới")
    hai.sees("06:30")
    lan.sees_not("duy tu")
    house.passes(hours=8)
    await house.deliver()
    lan.sees("duy tu")


async def test_another_language_is_warned_of_and_marked(house: House) -> None:
    hai = await house.official("Chủ tịch", "head")
    sok = house.resident("Sok", language_hint="km")
    await sok.says("ផ្លូវនៅភូមិខូច ទឹកលិច មិនអាចទៅរៀនបានទេ")
    await sok.taps("Ấp 4")
    await choose(sok, "reflection")
    await send(sok)
    hai_sees = hai.screen[-1]
    assert "Khmer" in hai_sees.text
    await hai.replies(hai_sees, "Tuần sau xã sửa đường cho bà con")
    hai.sees("Khmer", "chưa dịch")
    await hai.taps("Gửi cho bà con")
    sok.sees("Tuần sau xã sửa đường", "មិនទាន់បកប្រែ")


async def test_an_officials_plain_words_are_asked_about(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.taps("Nhận việc")
    await hai.says("mai tôi xuống xem đường")
    hai.sees("Chưa ai nhận được")
    assert not await house.rows("SELECT form FROM conversation WHERE form <> ''")
    await hai.taps(f"Trả lời {code}")
    hai.sees("mai tôi xuống xem đường")
    await hai.taps("Gửi cho bà con")
    lan.sees("mai tôi xuống xem đường")


async def test_who_erased_their_data_is_not_written_to(house: House, hai: Speaker) -> None:
    code = await filed(house.resident("Lan"))
    await house.database.transact(
        lambda tx: tx.core.exec_driver_sql("UPDATE submission SET person_id = NULL")
    )
    await answers(hai, code, "Đã sửa xong đường rồi")
    hai.sees("đã xóa dữ liệu")


async def test_story(house: House, hai: Speaker, golden: Golden) -> None:
    """An officer takes a case, asks a question and answers.

    Chị Hai asks where exactly the road is bad. Lan replies, and Chị Hai answers the case.
    """
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.taps("Nhận việc")
    await hai.taps("Hỏi thêm")
    await hai.says("Đoạn nào, gần nhà ai?")
    await hai.taps("Gửi cho bà con")
    await lan.says("đoạn gần nhà ông Tám")
    await lan.taps(code)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    await receipts(house)
    await hai.says(f"/xem {code}")
    golden(house, "officer.vi")


ANSWERS = {"en": "The road team comes on Monday and fills the holes.", "km": "ក្រុមជួសជុលនឹងមកថ្ងៃចន្ទ"}
REPORTS = {
    "en": "the road in hamlet ap 4 is full of holes and the school bus cannot pass",
    "km": "ផ្លូវនៅភូមិខូច ទឹកលិច មិនអាចទៅរៀនបានទេ",
}


@pytest.mark.parametrize("language", ["en", "km"])
async def test_story_in_other_languages(house: House, golden: Golden, language: str) -> None:
    """An official answers a resident who speaks another language.

    The official asks in Vietnamese, takes that back, and answers in Dara's language.
    """
    head = await house.official("Chủ tịch", "head")
    guest = house.resident("Dara", language_hint=language)
    await guest.says(f"/ngonngu {language}")
    await guest.says(REPORTS[language])
    await choose(guest, "ap-4")
    await choose(guest, "reflection")
    await send(guest)
    code = filed_code(guest)
    await head.taps("Hỏi thêm")
    await head.says("Đoạn nào vậy bà con?")
    await head.taps("Gửi cho bà con")
    await head.taps("Thu hồi")
    await head.taps("Đồng ý thu hồi")
    await head.says(f"/trangthai {code}")
    await head.taps("Đang giải quyết")
    await head.says(f"/traloi {code} {ANSWERS[language]}")
    await head.taps("Gửi cho bà con")
    golden(house, f"officer.{language}")


async def test_a_photo_whose_caption_is_the_command(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.sends("photo", caption=f"/traloi {code} Đã làm xong, hình đây")
    hai.sees("Đã làm xong, hình đây")
    await hai.taps("Gửi cho bà con")
    answer = lan.sees("Đã làm xong, hình đây")
    assert "/traloi" not in answer.text
    assert [one.row.message.file.kind for one in lan.screen
            if one.row.message and one.row.message.file] == ["photo"]  # fmt: skip


async def test_an_official_is_a_resident_in_their_own_matter(house: House, hai: Speaker) -> None:
    ba = await house.official("Anh Ba", "officer", "van-hoa")
    await ba.says(f"/gui {ROAD}")
    await send(ba)
    code = filed_code(ba)
    await hai.says(f"/hoithem {code} Đoạn nào vậy anh?")
    await hai.taps("Gửi cho bà con")
    asked = ba.sees("Đoạn nào vậy anh?")
    await ba.replies(asked, "đoạn gần trường học")
    hai.sees("gần trường học")
    await hai.says(f"/hoithem {code} Dài bao nhiêu?")
    await hai.taps("Gửi cho bà con")
    await ba.taps("Trả lời")
    await ba.says("chừng hai trăm mét")
    hai.sees("hai trăm mét")


async def test_what_names_the_head_is_hidden_from_them(house: House) -> None:
    other = await house.official("Trần Văn Năm", "head")
    head = await house.official("Nguyễn Văn Sáu", "head")
    lan = house.resident("Lan")
    code = await filed(lan)
    await house.run("UPDATE submission SET head_only = true")
    await house.run(
        "UPDATE personal_text SET body = 'ông Nguyễn Văn Sáu ở xã hách dịch với dân' "
        "WHERE id = (SELECT words_id FROM submission)"
    )
    for text in ("/viec", "/homnay", f"/xem {code}"):
        await head.says(text)
        assert not any(code in seen.text for seen in head.screen[-1:]) or "Không có" in (
            head.last.text
        ), text
        await other.says(text)
        other.sees(code)
