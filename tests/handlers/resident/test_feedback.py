"""After filing: the state of a case, additions, done or not, the score, a telephone number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handlers.offices import answers
from tests.handlers.reports import NO_WATER, choose, each_language, report as filed, send, speaking

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House, Speaker


IN = {"vi": "ở ấp 4", "en": "in ap 4", "km": "ấp 4"}
HOW_FAR = {
    "vi": "chuyện của tui tới đâu rồi",
    "en": "what happened to my report",
    "km": "សំណើរបស់ខ្ញុំ",
}


async def code_of(house: House, number: int = 1) -> str:
    return (await house.cases())[number - 1].code


async def state(house: House) -> str:
    return (await house.cases())[0].state


async def answered(house: House, language: str = "vi") -> tuple[Speaker, Speaker, str]:
    """A resident whose case was answered, its head, its code."""
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan", language_hint=language)
    await lan.says(f"{NO_WATER[language]} {IN[language]}")
    await choose(lan, "reflection")
    await send(lan)
    code = await code_of(house)
    await answers(head, code, "Trạm cấp nước đã sửa xong ống vỡ sáng nay.")
    return lan, head, code


@each_language
async def test_golden_how_far_is_it(house: House, golden: Golden, language: str) -> None:
    """Residents ask how far a case is.

    Lan asks in her own words and with the code. Nam asks about the same case and sees less.
    """
    lan, _head, code = await answered(house, language)
    nam = await speaking(house, "Nam", language)
    house.story.clear()
    await lan.says(HOW_FAR[language])
    await lan.says(f"/tracuu {code}")
    await lan.says("/tracuu K7M2-XXXX")
    await nam.says(f"/tracuu {code}")
    golden(house, f"status.{language}")


async def test_unread_replies_come_first(house: House) -> None:
    lan, _head, first = await answered(house)
    await filed(lan, "đường ấp 4 lầy lội, xe không qua được")
    second = await code_of(house, 2)
    await lan.says("/hoso")
    lines = lan.last.text.splitlines()
    assert first[-4:] in lines[0]
    assert "mới" in lines[0]
    assert second[-4:] in lines[1]
    assert "mới" not in lines[1]
    await lan.says(f"/tracuu {first}")
    await lan.says("/hoso")
    lines = lan.last.text.splitlines()
    assert second[-4:] in lines[0]
    assert "mới" not in lan.last.text


async def test_golden_not_done_then_done(house: House, golden: Golden) -> None:
    """A resident says that the matter is not done yet.

    The water is still dirty. The case opens again, is answered again, and Lan rates it.
    """
    lan, head, code = await answered(house)
    house.story.clear()
    await lan.taps("Chưa xong")
    await lan.says("nước có lại nhưng còn đục lắm")
    head.sees("nước có lại nhưng còn đục lắm")
    assert await state(house) == "reopened"
    await answers(head, code, "Đã súc rửa bể, nước trong rồi.")
    await lan.taps("Xong")
    await lan.taps("4")
    await lan.says("lần đầu chưa kỹ, lần sau tốt")
    golden(house, "follow_up.vi")
    assert await house.rows(
        "SELECT score, body FROM satisfaction JOIN personal_text ON personal_text.id = text_id"
    ) == [(4, "lần đầu chưa kỹ, lần sau tốt")]


async def test_golden_adding_and_a_phone_number(house: House, golden: Golden) -> None:
    """A resident leaves a phone number and adds something.

    Lan gives her number, opens her case, writes more, and corrects what she wrote.
    """
    head = await house.official("Chị Hạnh", "head")
    lan = house.resident("Lan")
    await filed(lan, "mất nước sinh hoạt đã ba ngày rồi ở ấp 4")
    house.story.clear()
    await lan.taps("Để lại số điện thoại")
    await lan.says("số của tui nha")
    await lan.says("០៩១២ ៣៤៥ ៦៧៨")
    await lan.says("/hoso")
    await lan.taps((await code_of(house))[-4:])
    await lan.taps("Gửi thêm")
    wrong = await lan.says("nhà ông Tư ơ đầu hẻm cũng mất nước")
    head.sees("nhà ông Tư ơ đầu hẻm")
    await lan.edits(wrong, "nhà ông Tư ở đầu hẻm cũng mất nước")
    golden(house, "adding.vi")
    assert await house.rows("SELECT phone FROM person WHERE name = 'Lan'") == [("0912345678",)]


async def test_golden_leaving_help_and_reception(house: House, golden: Golden) -> None:
    """A resident stops, asks for help and for the reception days.

    Lan stops a report before it is sent, reads the commands and when leaders receive people.
    """
    lan = house.resident("Lan")
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    await lan.says("/huy")
    await lan.says("/huy")
    await lan.says("/trogiup")
    await lan.says("/tiepdan")
    golden(house, "leaving_help_reception.vi")


async def test_an_old_button_reopens_nothing(house: House) -> None:
    lan, head, code = await answered(house)
    await lan.taps("Chưa xong")
    await lan.says("còn đục lắm")
    await lan.presses(f"undone:{code}")
    assert await state(house) == "reopened"
    lan.sees(code[-4:])
    await lan.says("thêm một ý nữa")
    await head.says(f"/trangthai {code}")
    assert (await house.case(code)).reopened == 1


async def test_words_are_kept_when_it_was_taken_up_meanwhile(house: House) -> None:
    lan, head, _code = await answered(house)
    await lan.taps("Chưa xong")
    await house.run("UPDATE submission SET state = 'in_progress', version = version + 1")
    await lan.says("nước còn đục lắm")
    head.sees("nước còn đục lắm")
    assert await state(house) == "in_progress"


@pytest.mark.parametrize("score", ["", "0", "6", "12", "x", "5:5"])
async def test_a_forged_score_is_not_kept(house: House, score: str) -> None:
    lan, _head, code = await answered(house)
    await lan.taps("Xong")
    await lan.presses(f"rate:{code}:{score}")
    lan.sees(code[-4:] if score.isdigit() else "không còn dùng được")
    assert await house.rows("SELECT score FROM satisfaction") == []


async def test_what_is_not_done_is_not_rated(house: House) -> None:
    lan, _head, code = await answered(house)
    await lan.presses(f"rate:{code}:5")
    assert await house.rows("SELECT score FROM satisfaction") == []


async def test_a_pin_does_not_make_a_returning_resident_press_more(house: House) -> None:
    lan = house.resident("Lan")
    await filed(lan, "mất nước sinh hoạt đã ba ngày rồi ở ấp 4")
    await lan.pins(9.5, 105.2)
    await lan.says("cây ngã chắn ngang đường")
    await lan.taps("Đồng ý và gửi")
    await lan.says("rác đổ đầy đầu cầu, hôi thối lắm")
    await lan.taps("Đồng ý và gửi")
    assert [case.hamlet_id for case in await house.cases()] == ["ap-4", "", "ap-4"]


async def test_an_album_past_the_tenth_photo_is_told_once(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    await house.together(*[lan.photo(album="a1") for _ in range(11)])
    assert sum("mười tệp" in seen.text for seen in lan.screen) == 1
    await lan.taps("Đồng ý và gửi")
    assert len(await house.rows("SELECT id FROM file WHERE submission_id = 1")) == 10


async def test_after_the_menu_the_words_answer_what_they_name(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/gui")
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    lan.sees("Ấp 4", "Đồng ý và gửi")
    await lan.taps("Đồng ý và gửi")
    await lan.says("/gui")
    await lan.says("đèn đường ấp 3 bị hư")
    lan.sees("Ấp 3", "Đồng ý và gửi")
