"""Residents' opinions on consultations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.handlers.consultations import close_due, open_consultation
from tests.handlers.reports import each_language

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House, Speaker

RECORD = (
    "SELECT stance, current, late, on_behalf, author_name, author_consent, body FROM opinion "
    "LEFT JOIN personal_text ON personal_text.id = opinion.text_id ORDER BY opinion.id"
)


async def opinions(house: House) -> list[Any]:
    return [tuple(row) for row in await house.rows(RECORD)]


async def test_three_acts_after_it_opens(house: House) -> None:
    consultation = await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says(f"/start plan-{consultation.code}")
    lan.sees("Nâng cấp đường kênh 14", "Bà con nghĩ sao?")
    # One, two, three.
    await lan.taps("Không đồng ý")
    await lan.says("Nhà tôi không có đất để hiến")
    await lan.taps("Xong")
    lan.sees("Ý kiến có mã")
    assert await opinions(house) == [("disagree", 1, 0, 0, "", "", "Nhà tôi không có đất để hiến")]
    consents = await house.rows("SELECT purpose, version FROM consent")
    assert [tuple(row) for row in consents] == [("opinion", "2026-11")]


@each_language
async def test_story(house: House, golden: Golden, language: str) -> None:
    """A resident gives an opinion on a plan.

    Lan reads the document of the plan and agrees. Later she gives a new opinion in her own words.
    """
    await open_consultation(house, document=True)
    lan = house.resident("Lan")
    agree, own, document, done = {
        "vi": ("Đồng ý", "Ý kiến khác", "Xem tài liệu", "Xong"),
        "en": ("Agree", "In my own words", "Read the document", "Done"),
        "km": ("យល់ព្រម", "មតិផ្សេង", "មើលឯកសារ", "រួចរាល់"),
    }[language]
    words = {
        "vi": "Xin làm rộng hơn ở khúc cua",
        "en": "Please make the bend wider",
        "km": "សូមធ្វើផ្លូវឲ្យធំជាងនេះ",
    }[language]
    await lan.says(f"/language {language}")
    await lan.says("/gopy")
    await lan.taps(document)
    await lan.taps(agree)
    await lan.taps(done)
    await lan.says("/opinion")
    await lan.taps(own)
    await lan.says(words)
    await lan.says(words)
    await lan.taps(done)
    golden(house, f"opinion.{language}")
    assert await opinions(house) == [
        ("agree", 0, 0, 0, "", "", None),
        ("own_words", 1, 0, 0, "", "", f"{words}\n{words}"),
    ]


@pytest.mark.engines
async def test_typing_and_tapping_give_equal_records(house: House) -> None:
    await open_consultation(house)
    lan, minh = house.resident("Lan"), house.resident("Minh")
    await lan.says("/gopy")
    await lan.taps("Không có ý kiến")
    await lan.taps("Xong")
    await minh.says("/gopy")
    await minh.says("3")
    await minh.says("xong")
    tapped, typed = await opinions(house)
    assert tapped == typed
    await lan.says("/gopy")
    await lan.says("khong dong y")
    await lan.says("1")
    assert (await opinions(house))[-1][:2] == ("disagree", 1)


async def test_words_before_the_stance_are_kept(house: House) -> None:
    await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    await lan.says("Đường này hẹp quá, hai xe không tránh được nhau")
    lan.sees("Bà con nghĩ sao?")
    await lan.taps("Đồng ý")
    await lan.taps("Xong")
    assert (await opinions(house))[0][0] == "agree"
    assert (await opinions(house))[0][-1] == "Đường này hẹp quá, hai xe không tránh được nhau"


async def test_a_voice_note_is_an_opinion_in_own_words(house: House) -> None:
    await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    await lan.taps("Ý kiến khác")
    await lan.sends("voice")
    await lan.taps("Xong")
    assert (await opinions(house))[0][0] == "own_words"
    assert len(await house.rows("SELECT * FROM opinion_file")) == 1


async def test_speaking_for_another_never_replaces_ones_own(house: House, golden: Golden) -> None:
    """A resident gives an opinion for somebody else.

    Lan agrees with the plan. Then she gives the opinion of Bà Thạch Thị Sóc, who asked her to.
    """
    await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    await lan.taps("Đồng ý")
    await lan.taps("Xong")
    await lan.taps("Nói giùm")
    await lan.says("Bà Thạch Thị Sóc")
    await lan.taps("Chưa hỏi")
    await lan.taps("Có, người đó nhờ tôi")
    await lan.taps("Không đồng ý")
    await lan.taps("Xong")
    golden(house, "opinion_for_another.vi")
    assert await opinions(house) == [
        ("agree", 1, 0, 0, "", "", None),
        ("disagree", 1, 0, 1, "Bà Thạch Thị Sóc", "asked", None),
    ]
    await lan.says("/gopy")
    lan.sees("Lần trước bà con nói: Đồng ý")


async def test_late_ones_are_kept_and_marked(house: House) -> None:
    consultation = await open_consultation(house, days=20)
    lan, minh = house.resident("Lan"), house.resident("Minh")
    await lan.says("/gopy")
    await lan.taps("Đồng ý")
    await minh.says("/gopy")
    await minh.taps("Đồng ý")
    await minh.taps("Xong")
    house.passes(days=20, minutes=1)
    await lan.taps("Xong")
    lan.sees("trễ hạn")
    await close_due(house)
    await minh.says(f"/gopy {consultation.code.lower()}")
    minh.sees("đã hết hạn góp ý", "Bà con nghĩ sao?")
    await minh.taps("Không đồng ý")
    await minh.taps("Xong")
    assert [row[:3] for row in await opinions(house)] == [
        ("agree", 1, 0), ("agree", 1, 1), ("disagree", 1, 1),
    ]  # fmt: skip


async def test_several_are_a_choice(house: House) -> None:
    await open_consultation(house)
    second = await open_consultation(house, days=30)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    lan.sees("góp ý kế hoạch nào")
    await lan.says("2")
    lan.sees("Bà con nghĩ sao?")
    await lan.says("1")
    await lan.says("xong")
    rows = await house.rows("SELECT consultation_id FROM opinion")
    assert [row.consultation_id for row in rows] == [second.id]


async def test_none_open_and_an_unknown_one(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/gopy")
    lan.sees("chưa có kế hoạch")
    await lan.says("/start plan-P000000")
    lan.sees("không tìm thấy")


async def test_language_switch_in_the_middle_keeps_the_answers(house: House) -> None:
    await open_consultation(house)
    lan: Speaker = house.resident("Lan")
    await lan.says("/gopy")
    await lan.taps("Không đồng ý")
    await lan.says("/language km")
    lan.sees("មតិអំពី", "មិនយល់ព្រម")
    await lan.taps("រួចរាល់")
    assert (await opinions(house))[0][0] == "disagree"


async def test_a_draft_that_is_interrupted_is_taken_up_again(house: House) -> None:
    await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says("đèn đường trước trường học bị tắt cả tuần nay")
    await lan.says("/gopy")
    await lan.taps("Đồng ý")
    await lan.taps("Xong")
    lan.sees("Ý kiến có mã")
    lan.sees("Mình quay lại việc bà con đang viết dở")
    draft = (await house.rows("SELECT form, draft FROM conversation"))[0]
    assert draft.form == "report"
    assert "đèn đường trước trường học" in draft.draft


async def test_a_unit_may_ask_consent_before_anything_is_written(house: House) -> None:
    house.set_consent("before")
    await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/start")
    for expected in (True, False):
        await lan.says("/gopy")
        asked = any("Tôi đồng ý" in choice.label for choice in lan.last.choices)
        assert asked is expected
        if asked:
            await lan.taps("Tôi đồng ý")
        await lan.taps("Không đồng ý")
        await lan.taps("Xong")
    assert len(await opinions(house)) == 2


async def test_after_an_upgrade_it_asks_anew_also_for_the_only_one(house: House) -> None:
    await open_consultation(house)
    lan = house.resident("Lan")
    await lan.says("/gopy")
    await lan.says("Đường này hẹp quá")
    await house.run("UPDATE conversation SET form_version = 0")
    await lan.says("1")
    lan.sees("vừa được cập nhật", "góp ý kế hoạch nào")
    await lan.says("1")
    await lan.taps("Đồng ý")
    await lan.taps("Xong")
    assert (await opinions(house))[0][0] == "agree"
