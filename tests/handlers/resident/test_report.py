"""Residents report: words first, the kind second, few steps, nothing lost."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import pytest

from tests.handlers.reports import NO_WATER, choose, each_language, send

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House, Speaker

ROAD = "đường ấp 4 lầy lội, xe không qua được"
SEND = {"vi": "Đồng ý và gửi", "en": "Agree and send", "km": "យល់ព្រម ហើយផ្ញើ"}


SAID = attrgetter(
    "kind", "hamlet_id", "place", "on_behalf", "author_name", "unit_id", "urgent", "head_only"
)
"""The columns of a case that its resident filled."""
REASONS = {"vi": "trả lời nhanh", "en": "a quick answer", "km": "អរគុណ"}


@each_language
@pytest.mark.engines
async def test_golden_report(house: House, golden: Golden, language: str) -> None:
    """A resident reports a problem and gets an answer.

    Lan reports that there is no water. Chị Hạnh answers. Lan says it is done and rates the answer.
    """
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan", language_hint=language)
    await lan.says(NO_WATER[language])
    await lan.taps("Ấp 4")
    await choose(lan, "reflection")
    await lan.picks("Agree and send")
    card = head.sees(NO_WATER[language], "Ấp 4")
    house.passes(hours=3)
    await head.replies(card, "Trạm cấp nước đã sửa xong ống vỡ sáng nay.")
    await head.taps("Gửi cho bà con")
    lan.sees("Trạm cấp nước đã sửa xong ống vỡ sáng nay.")
    await lan.picks("Done")
    await lan.taps("5")
    await lan.says(REASONS[language])
    golden(house, f"report.{language}")


async def test_a_new_resident_needs_three_acts_a_returning_one_two(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("mất nước sinh hoạt đã ba ngày rồi")  # 1: words
    await lan.taps("Ấp 4")  # 2: hamlet
    await lan.taps(SEND["vi"])  # 3: agree and send
    assert len(await house.cases()) == 1
    await lan.says("rác đổ đầy đầu cầu, hôi thối lắm")  # 1
    await lan.taps(SEND["vi"])  # 2
    assert [row.hamlet_id for row in await house.cases()] == ["ap-4", "ap-4"]


async def test_a_named_hamlet_is_not_asked(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("duong ap 4 lay loi qua, xe cap cuu khong vo duoc")
    lan.sees("Ấp 4", "Đồng ý và gửi")
    await lan.taps(SEND["vi"])
    assert [(row.kind, row.hamlet_id) for row in await house.cases()] == [("reflection", "ap-4")]


@pytest.mark.parametrize("kind", ["photo", "voice"])
async def test_a_photo_or_a_voice_is_enough(house: House, kind: str) -> None:
    lan = house.resident("Lan")
    await lan.sends(kind)
    await lan.taps("Ấp 3")
    if kind == "voice":  # nobody here has heard what it says
        await lan.taps("Báo một việc không ổn")
    await lan.taps(SEND["vi"])
    lan.sees("Đã gửi")
    assert len(await house.rows("SELECT id FROM file WHERE submission_id = 1")) == 1
    assert await house.rows("SELECT kind FROM task") == [("fetch",)]


async def test_taps_and_typing_give_equal_records(house: House) -> None:
    words = "mất nước sinh hoạt đã ba ngày rồi"
    lan, nam = house.resident("Lan"), house.resident("Nam")
    await lan.says(words)
    await lan.taps("Ấp 4")
    await lan.taps(SEND["vi"])
    await nam.says(words)
    await nam.says("ap 4")
    await nam.says("1")
    first, second = await house.cases()
    assert SAID(first) == SAID(second)
    assert await house.words_of(first) == await house.words_of(second) == words


async def test_an_album_gets_one_answer_and_all_its_photos(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/start")
    before = len(lan.screen)
    for place in range(4):
        await lan.sends("photo", "cầu ấp 4 gãy" if place == 0 else "", album="a1")
    assert len(lan.screen) == before + 1
    await lan.taps(SEND["vi"])
    assert len(await house.rows("SELECT id FROM file WHERE submission_id = 1")) == 4


async def test_no_more_than_ten_files(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(ROAD)
    for _ in range(11):
        await lan.sends("photo")
    lan.sees("mười")
    await lan.taps(SEND["vi"])
    assert len(await house.rows("SELECT id FROM file WHERE submission_id = 1")) == 10


async def test_a_burst_gets_one_answer(house: House) -> None:
    """The answer waits a moment for more words; each further message takes its place."""
    lan = house.resident("Lan")
    await lan.says("/start")
    before = len(lan.screen)
    await house.together(
        lan.update("mất nước sinh hoạt ở xóm tôi"),
        lan.update("ba ngày rồi"),
        lan.update("khổ lắm"),
    )
    assert len(lan.screen) == before + 1
    await lan.taps("Ấp 4")
    lan.sees("mất nước sinh hoạt ở xóm tôi\nba ngày rồi\nkhổ lắm")


async def test_words_that_fit_no_option_join_and_the_question_is_repeated(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("mất nước sinh hoạt đã ba ngày rồi")
    await lan.says("nhà tôi có người già, khổ lắm")
    lan.sees("Tôi đã ghi thêm", "Ở đâu vậy bà con?")
    await lan.taps("Ấp 4")
    lan.sees("mất nước sinh hoạt đã ba ngày rồi\nnhà tôi có người già, khổ lắm")


async def test_huy_is_a_mans_name(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/gui")
    await lan.says("Huy")
    lan.sees("Ở đâu vậy bà con?")


async def test_a_full_label_beats_its_number_and_a_doubtful_number_is_asked(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("mất nước sinh hoạt đã ba ngày rồi")
    await lan.says("4")  # the fourth of the list, and the only number of "Ấp 4"
    lan.sees("hai cách")
    await lan.says("Ấp 4")
    lan.sees("Ở đâu: Ấp 4")


@pytest.mark.parametrize("typed", ["១", "1.", "số 1", "một", "1"])
async def test_numbers_however_they_are_written(house: House, typed: str) -> None:
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.says(typed)
    assert len(await house.cases()) == 1


async def test_slash_start_in_a_form_offers_to_go_on(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("mất nước sinh hoạt đã ba ngày rồi")
    await lan.says("/start")
    lan.sees("đang làm dở", "Ở đâu vậy bà con?")


async def test_cancel_says_that_what_was_sent_stays(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.says("/huy")
    lan.sees("chưa gửi gì", "vẫn còn", "0297 000 0000")
    assert await house.cases() == []


async def test_refusing_shows_the_desk_and_sends_nothing(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.taps("Tôi không đồng ý")
    lan.sees("Trung tâm Phục vụ hành chính công", "0297 000 0000")
    assert await house.cases() == []


async def test_consent_is_recorded_with_its_version(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(ROAD)
    assert await house.rows("SELECT version FROM consent") == []
    await lan.taps(SEND["vi"])
    assert await house.rows("SELECT purpose, version, language FROM consent") == [
        ("submission", "2026-11", "vi")
    ]


async def test_more_about_what_is_kept_then_the_review_again(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.taps("Giữ gì")
    lan.sees("Ai xem")
    await lan.taps(SEND["vi"])
    lan.sees("Đã gửi")


async def test_each_answer_can_be_changed(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.taps("Sửa: Ở đâu")
    await lan.taps("Ấp 3")
    await lan.taps("Sửa: Loại")
    await lan.taps("Xin, đề nghị")
    await lan.taps("Sửa: Chuyện gì")
    await lan.says("xin xã sửa lộ giùm")
    await lan.taps(SEND["vi"])
    case = (await house.cases())[0]
    assert (case.kind, case.hamlet_id) == ("petition", "ap-3")
    assert await house.words_of(case) == "xin xã sửa lộ giùm"


async def test_speaking_for_somebody_else(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.taps("nói giùm người khác")
    await lan.says("Bà Sáu")
    await lan.taps("nhờ")
    await lan.taps(SEND["vi"])
    case = (await house.cases())[0]
    assert (case.on_behalf, case.author_name) == (True, "Bà Sáu")
    sender = await house.rows(f"SELECT name FROM person WHERE id = {case.person_id}")
    assert [row.name for row in sender] == ["Lan"]


async def test_a_complaint_is_told_what_it_is_not(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/khieunai")
    lan.sees("chưa phải là nộp đơn", "90 ngày", "Số 1 đường Mẫu")
    await lan.says("tôi không đồng ý quyết định thu hồi đất số 12")
    await lan.taps("Ấp 4")
    await lan.taps(SEND["vi"])
    lan.sees("chưa phải là nộp đơn")
    case = (await house.cases())[0]
    assert (case.kind, case.due_at, case.formal_received_at) == ("complaint", None, None)


async def test_a_likely_complaint_is_asked_plainly(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("tôi không đồng ý với quyết định xử phạt của xã ở ấp 4")
    lan.sees("đây là việc nào")
    await lan.taps("Báo một việc")
    await lan.taps(SEND["vi"])
    assert (await house.cases())[0].kind == "reflection"


async def test_emergencies_are_told_whom_to_call_first(house: House) -> None:
    officer = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    house.passes(hours=15)  # midnight
    await lan.says("cháy nhà ở ấp 4 bà con ơi cứu với")
    lan.sees("114")
    await lan.taps(SEND["vi"])
    assert (await house.cases())[0].urgent
    officer.sees("GẤP", "cháy nhà")


async def test_the_conduct_of_officials_goes_to_the_head_alone(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    officer = await house.official("Anh Ba", "officer", "van-phong")
    lan = house.resident("Lan")
    await lan.says("nhân viên một cửa ở ấp 4 thái độ hách dịch, la mắng tôi")
    while not await house.cases():
        await lan.says("1")
    assert (await house.cases())[0].head_only
    head.sees("hách dịch")
    officer.sees_not("hách dịch")


async def accuses(lan: Speaker, words: str) -> None:
    """Report the conduct of an official: the bot asks for the kind, because they are named."""
    await lan.says(words)
    await lan.says("1")
    await send(lan)


@pytest.mark.parametrize(
    "words",
    [
        "chủ tịch Nguyễn Văn Sáu hách dịch với dân ấp 4",
        "chủ tịch xã hách dịch với dân ấp 4",
        "ông Sáu cán bộ xã hách dịch với dân ấp 4",
    ],
)
async def test_nobody_is_promised_what_nobody_will_read(house: House, words: str) -> None:
    head = await house.official("Nguyễn Văn Sáu", "head")
    admin = await house.official("Chị Quản", "admin")
    lan = house.resident("Lan")
    await accuses(lan, words)
    lan.sees("chưa gửi", house.commune.organisation.province_desk.phone)
    assert await house.cases() == []
    for one in (head, admin):
        one.sees_not("hách dịch")


async def test_what_nobody_may_read_stays_a_draft(house: House) -> None:
    """The person can copy it, change it, or leave it: nothing is lost by a refusal."""
    lan = house.resident("Lan")
    await accuses(lan, "nhân viên một cửa ở ấp 4 hách dịch, la mắng tôi")
    lan.sees("chưa gửi", "la mắng tôi")
    await house.official("Chị Hạnh", "head")
    await send(lan)
    (case,) = await house.cases()
    assert "la mắng tôi" in await house.words_of(case)


async def test_another_head_reads_what_may_mean_the_first(house: House) -> None:
    sau = await house.official("Nguyễn Văn Sáu", "head")
    nam = await house.official("Trần Thị Năm", "head")
    lan = house.resident("Lan")
    await accuses(lan, "ông Sáu cán bộ xã hách dịch với dân ấp 4")
    nam.sees("hách dịch")
    sau.sees_not("hách dịch")


async def test_without_a_head_nobody_is_promised_a_reader(house: House) -> None:
    lan = house.resident("Lan")
    await accuses(lan, "nhân viên một cửa ở ấp 4 hách dịch, la mắng tôi")
    lan.sees("chưa gửi")
    assert await house.cases() == []


async def test_a_message_that_fits_nothing_is_kept_and_answered(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("ờ")
    lan.sees("Tôi đã giữ lại tin này")
    assert ("ờ",) in await house.rows("SELECT body FROM personal_text")


async def test_a_stale_button_is_answered_politely(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("mất nước sinh hoạt đã ba ngày rồi")
    old = lan.last if "Ấp 4" in str(lan.last.choices) else lan.screen[-2]
    await lan.taps("Ấp 4", on=old)
    await lan.taps("Ấp 3", on=old)
    lan.sees("câu hỏi trước", "Ở đâu: Ấp 4")


async def test_of_a_question_that_was_asked_again_each_copy_counts(house: House) -> None:
    """Two quick taps must not make each answer's buttons old before they can be pressed."""
    lan = house.resident("Lan")
    await lan.says(ROAD)
    first = next(seen for seen in lan.screen if SEND["vi"] in str(seen.choices))
    await lan.presses("q:0:~send")
    assert "câu hỏi trước" in lan.last.text
    assert SEND["vi"] in str(lan.last.choices)
    await lan.taps(SEND["vi"], on=first)
    assert len(await house.cases()) == 1
    await lan.taps(SEND["vi"])
    assert len(await house.cases()) == 1
    assert "câu hỏi trước" not in lan.last.text


async def test_a_stranger_sees_state_and_day_of_a_report_nothing_of_a_complaint(
    house: House,
) -> None:
    lan, nam = house.resident("Lan"), house.resident("Nam")
    await lan.says(ROAD)
    await lan.taps(SEND["vi"])
    code = (await house.cases())[0].code
    await nam.says(f"/tracuu {code}")
    nam.sees("Đã tiếp nhận", "Hạn trả lời")
    nam.sees_not("lầy lội")
    await house.run("UPDATE submission SET kind = 'complaint'")
    await nam.says(f"/tracuu {code}")
    nam.sees("Không tìm thấy")


async def test_guessing_codes_is_stopped(house: House) -> None:
    nam = house.resident("Nam")
    for _ in range(6):
        await nam.says("/tracuu K00-0000")
    nam.sees("sau một giờ")


async def test_an_edit_after_filing_is_a_version(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    said = await lan.says(ROAD)
    await lan.taps(SEND["vi"])
    await lan.edits(said, "đường ấp 4 hư nặng")
    lan.sees("bên cạnh lời cũ")
    head.sees("sửa lời", "đường ấp 4 hư nặng")
    assert await house.words_of((await house.cases())[0]) == ROAD


async def test_an_edit_of_a_draft_changes_the_draft(house: House) -> None:
    lan = house.resident("Lan")
    said = await lan.says(ROAD)
    await lan.edits(said, "cầu ấp 4 gãy")
    lan.sees("cầu ấp 4 gãy")
    await lan.taps(SEND["vi"])
    assert await house.words_of((await house.cases())[0]) == "cầu ấp 4 gãy"


async def test_quoting_a_notice_adds_to_its_case(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.taps(SEND["vi"])
    filed = lan.sees("Mã hồ sơ")
    await lan.replies(filed, "sáng nay có thêm xe bị lật")
    lan.sees("Đã thêm vào hồ sơ")
    head.sees("sáng nay có thêm xe bị lật")


async def test_not_done_opens_the_case_again_with_their_words(house: House) -> None:
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    await lan.says(ROAD)
    await lan.taps(SEND["vi"])
    await head.replies(head.sees("lầy lội"), "Đã sửa xong.")
    await head.taps("Gửi cho bà con")
    await lan.taps("Chưa xong")
    await lan.says("còn một đoạn chưa làm")
    head.sees("chưa xong", "còn một đoạn chưa làm")
    (case,) = await house.cases()
    assert (case.state, case.reopened) == ("reopened", 1)


async def test_many_messages_are_answered_once_kept_and_run_in_order(
    house_with_flood: House,
) -> None:
    house = house_with_flood
    lan = house.resident("Lan")
    await lan.says("/start")
    for number in range(12):
        await lan.says(f"mất nước sinh hoạt ngày thứ {number}")
    assert sum("lần lượt" in seen.text for seen in lan.screen) == 1
    assert len(await house.rows("SELECT id FROM held_update")) > 0
    for _ in range(4):
        house.passes(minutes=1)
        await house.run_deferred()
    assert await house.rows("SELECT id FROM held_update") == []
    bodies = [
        row.body
        for row in await house.rows(
            "SELECT body FROM transcript JOIN personal_text ON text_id = personal_text.id ORDER BY transcript.id"
        )
    ]
    assert [body for body in bodies if "ngày thứ" in body] == [
        f"mất nước sinh hoạt ngày thứ {number}" for number in range(12)
    ]


async def test_what_turns_out_to_be_a_denunciation_is_erased(house: House) -> None:
    await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    await lan.says("tôi không đồng ý với quyết định xử phạt của xã ở ấp 4")
    await lan.taps("Có người làm sai")
    lan.sees("đã xóa")
    assert await house.cases() == []
    texts = await house.rows(
        "SELECT body FROM personal_text WHERE id IN (SELECT text_id FROM transcript)"
    )
    assert not [row for row in texts if "quyết định" in row.body]
    await lan.taps("kín đáo")
    lan.sees("Thanh tra tỉnh An Giang")


async def test_a_sentence_at_the_place_of_a_photo_is_what_happened(house: House) -> None:
    lan = house.resident("Lan")
    await lan.sends("photo")
    await lan.says("đèn trước trường học ấp 4 bị tắt cả tuần nay")
    await lan.taps(SEND["vi"])
    (case,) = await house.cases()
    assert case.hamlet_id == "ap-4"
    assert "bị tắt cả tuần nay" in await house.words_of(case)


async def test_a_place_of_a_photo_is_a_place(house: House) -> None:
    lan = house.resident("Lan")
    await lan.sends("photo")
    await lan.says("gần chợ ấp 4")
    await lan.taps(SEND["vi"])
    (case,) = await house.cases()
    assert (case.hamlet_id, case.place) == ("ap-4", "gần chợ ấp 4")
    assert await house.words_of(case) == ""
