"""Officials create consultations, read the opinions, answer them and publish the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from actions.consultations import consultation_taps
from tests.handlers.consultations import (
    TITLE,
    close_due,
    feed_on,
    open_consultation,
    write_consultation,
)

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House


@pytest.mark.engines
async def test_story(house: House, golden: Golden) -> None:
    """A plan is published, residents give opinions, the office answers.

    Cô Hoa writes a plan. Lan agrees, Minh does not. After 21 days Cô Hoa answers both opinions.
    """
    officer = await house.official("Cô Hoa", "officer", "van-phong")
    observer = await house.official("Bác Tám", "observer")
    await write_consultation(officer, closes="6/12/2026")
    await officer.taps("Ấp 4")
    await officer.taps("Đủ rồi")
    await officer.taps("Đưa ra lấy ý kiến")
    await close_due(house)
    observer.sees("đã mở lấy ý kiến")
    officer.sees("đã mở lấy ý kiến")
    lan, minh = house.resident("Lan"), house.resident("Minh")
    await lan.says("/gopy")
    await lan.taps("Đồng ý")
    await lan.taps("Xong")
    await minh.says("/gopy")
    await minh.taps("Không đồng ý")
    await minh.says("Nhà tôi hết đất rồi")
    await minh.taps("Xong")
    house.passes(days=21)
    await close_due(house)
    officer.sees("đã đóng")
    await officer.taps("Xem kế hoạch")
    officer.sees("Đồng ý: 1", "Tổng cộng 2")
    await officer.taps("Đọc ý kiến")
    officer.sees("Nhà tôi hết đất rồi")
    officer.sees_not("Minh")
    await officer.taps("Về kế hoạch")
    await officer.taps("Trả lời và công bố")
    await officer.taps("Tiếp thu")
    await officer.says("Xã ghi nhận và cảm ơn.")
    await officer.taps("Tiếp thu một phần")
    await officer.says("Hộ không còn đất thì không phải hiến.")
    await officer.taps("Công bố")
    for _round in range(3):
        await feed_on(house)
    golden(house, "consultation.vi")
    minh.sees("Không đồng ý", "Hộ không còn đất")
    minh.sees_not("Xã ghi nhận")
    assert sum("Xã ghi nhận" in seen.text for seen in lan.screen) == 1
    await lan.says("/gopy")
    await lan.taps(TITLE)
    lan.sees("Đã đóng và đã trả lời", "Hộ không còn đất")


async def test_under_twenty_days_needs_a_legal_ground(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    await write_consultation(officer, closes="5/12/2026")
    officer.sees("Điều 28", "20 ngày", "Căn cứ nào")
    await officer.says("Công văn hỏa tốc số 12/UBND")
    await officer.taps("Cả xã")
    officer.sees("Công văn hỏa tốc số 12/UBND")
    await officer.taps("Đưa ra lấy ý kiến")
    rows = await house.rows("SELECT legal_basis FROM consultation")
    assert [row.legal_basis for row in rows] == ["Công văn hỏa tốc số 12/UBND"]


async def test_exactly_twenty_days_are_enough(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    await write_consultation(officer, closes="6/12/2026")
    officer.sees("ấp nào")
    await officer.taps("Quay lại")
    await officer.says("16/11/2026")
    officer.sees("Ngày đóng phải sau ngày mở")


async def test_a_summary_of_four_sentences_is_too_long(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    await officer.says("/plan")
    await officer.taps("Kế hoạch mới")
    await officer.says(TITLE)
    await officer.says("Một. Hai. Ba. Bốn.")
    officer.sees("Dài hơn ba câu")


async def test_publishing_without_an_answer_is_refused(house: House) -> None:
    """A stance that comes in (late) while the answers are written has to be answered, too."""
    officer = await house.official("Cô Hoa", "head")
    consultation = await open_consultation(house)
    lan, minh = house.resident("Lan"), house.resident("Minh")
    await lan.says("/gopy")
    await lan.taps("Đồng ý")
    await lan.taps("Xong")
    house.passes(days=22)
    await close_due(house)
    await officer.says(f"/layykien {consultation.code}")
    await officer.taps("Trả lời và công bố")
    await officer.taps("Tiếp thu")
    await officer.says("Cảm ơn bà con.")
    await minh.says(f"/start plan-{consultation.code}")
    await minh.taps("Không đồng ý")
    await minh.taps("Xong")
    await officer.taps("Công bố")
    officer.sees("Có 0 người nói “Không đồng ý” đúng hạn")
    assert [row.state for row in await house.rows("SELECT state FROM consultation")] == ["closed"]


async def test_published_answers_stay_as_they_are(house: House) -> None:
    """Two officials write the answers at once: whoever comes second changes nothing."""
    first, second = await house.official("Cô Hoa", "head"), await house.official("Chị Hai", "head")
    consultation = await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    await lan.taps("Đồng ý")
    await lan.taps("Xong")
    house.passes(days=22)
    await close_due(house)
    for official, words in ((first, "Xã ghi nhận."), (second, "Xã chưa làm được.")):
        await official.presses(consultation_taps.Answer(consultation.code))
        await official.taps("Tiếp thu")
        await official.says(words)
    await first.taps("Công bố")
    await second.taps("Công bố")
    second.sees("Đã có người công bố")
    rows = await house.rows("SELECT body FROM consultation_answer")
    assert [row.body for row in rows] == ["Xã ghi nhận."]


async def test_a_first_day_that_went_by_is_asked_again(house: House) -> None:
    """Else residents would have fewer days than the law asks for."""
    officer = await house.official("Cô Hoa", "head")
    await write_consultation(officer, closes="6/12/2026")
    await officer.taps("Cả xã")
    house.passes(days=3)
    await officer.taps("Đưa ra lấy ý kiến")
    officer.sees("Ngày đó qua rồi", "từ ngày nào")
    assert await house.rows("SELECT id FROM consultation") == []
    await officer.taps("Hôm nay")
    officer.sees("20 ngày", "Căn cứ nào")


async def test_closing_early_needs_twenty_days_or_a_ground(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    consultation = await open_consultation(house, days=40)
    house.passes(days=5)
    await officer.says(f"/layykien {consultation.code}")
    await officer.taps("Đóng ngay")
    officer.sees("Mới mở được 5 ngày")
    house.passes(days=16)
    await officer.taps("Đóng ngay")
    await officer.taps("Đóng ngay")
    officer.sees("đã đóng, chờ trả lời")


async def test_jobs_do_nothing_twice(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    await open_consultation(house)
    house.passes(days=22)
    await close_due(house)
    seen = len(officer.screen)
    await close_due(house)
    assert len(officer.screen) == seen


async def test_what_is_for_whom(house: House) -> None:
    observer = await house.official("Bác Tám", "observer")
    consultation = await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/kehoach")
    lan.sees("Bà con nghĩ sao?")
    await observer.says(f"/plan {consultation.code}")
    observer.sees("Tổng cộng 0")
    assert [choice.label for choice in observer.last.choices] == []
    await observer.presses(consultation_taps.Opinions(consultation.code))
    observer.sees("Vai trò của anh/chị không có việc này")
    await lan.presses(consultation_taps.New())
    lan.sees("dành riêng cho cán bộ")


async def test_who_wants_no_more_than_a_hint_gets_a_hint(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    consultation = await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    await lan.taps("Đồng ý")
    await lan.taps("Xong")
    await lan.presses("privacy:discreet")
    house.passes(days=22)
    await close_due(house)
    await officer.presses(consultation_taps.Answer(consultation.code))
    await officer.taps("Tiếp thu")
    await officer.says("Xã ghi nhận.")
    await officer.taps("Công bố")
    await feed_on(house)
    lan.sees("có tin mới")
    lan.sees_not("Xã ghi nhận")
    await lan.taps("Xem")
    lan.sees("Xã ghi nhận")


async def test_a_spoken_opinion_can_be_heard(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    consultation = await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    await lan.taps("Ý kiến khác")
    await lan.sends("voice")
    await lan.taps("Xong")
    await officer.presses(consultation_taps.Opinions(consultation.code))
    await officer.taps("Tệp của Y")
    file = officer.last.row.message.file if officer.last.row.message else None
    assert file is not None
    assert file.kind == "voice"
    acts = [row.act for row in await house.rows("SELECT act FROM audit")]
    assert "opinion heard" in acts
