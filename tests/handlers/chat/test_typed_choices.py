"""A typed number belongs to the lowest list on the screen, in a reply or in a notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.people.sealed_words import remind_and_destroy
from bot.channels.zalo_oa import CAPABILITIES
from tests.handlers.offices import ROAD, filed, speak

if TYPE_CHECKING:
    from tests.house import House, Speaker


def press_nothing(house: House) -> None:
    """Make the channel have no buttons: every choice is a line with a number."""
    house.commune = replace(
        house.commune, channels={"telegram": replace(CAPABILITIES, buttons=False)}
    )


async def answered(house: House) -> tuple[Speaker, Speaker, str]:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.says(f"/traloi {code} Đã đổ đá xong")
    await hai.says("1")
    lan.sees("Đã đổ đá xong")
    return lan, hai, code


async def state(house: House) -> str:
    return (await house.cases())[0].state


async def test_a_number_answers_the_news(house: House) -> None:
    press_nothing(house)
    lan, _hai, _code = await answered(house)
    await lan.says("1")
    assert await state(house) == "closed"


async def test_a_label_answers_the_news(house: House) -> None:
    lan, _hai, _code = await answered(house)
    await lan.says("chưa xong")
    await lan.says("còn lầy đoạn cuối")
    assert await state(house) == "reopened"


async def test_an_officials_number_takes_the_case_of_the_card(house: House) -> None:
    press_nothing(house)
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    await filed(house.resident("Lan"))
    hai.sees(ROAD)
    labels = [choice.label for choice in hai.last.choices if choice.data]
    await hai.says(str(1 + labels.index("Nhận việc")))
    (case,) = await house.cases()
    assert case.assignee_id == 1


async def test_an_answer_below_the_news_has_the_numbers(house: House) -> None:
    press_nothing(house)
    lan, _hai, code = await answered(house)
    await lan.says("/batdau")
    await lan.says("3")
    assert await state(house) == "answered"
    lan.sees(code)


async def test_in_a_form_a_number_that_may_be_for_news_is_asked_again(house: House) -> None:
    press_nothing(house)
    lan, hai, code = await answered(house)
    await lan.says("rác đổ đầy đầu cầu ấp 3, hôi thối lắm")
    await hai.says(f"/traloi {code} Đã đổ đá xong cả hai bên")
    await hai.says("1")
    lan.sees("cả hai bên")
    await lan.says("1")
    lan.sees("chen vào", "rác đổ đầy")
    assert await state(house) == "answered"
    assert len(await house.cases()) == 1
    await lan.says("1")
    assert len(await house.cases()) == 2


async def test_a_number_that_comes_late_answers_no_later_question(house: House) -> None:
    """A post that was not taken comes again after half a minute; what was said since came before it."""
    press_nothing(house)
    lan = house.resident("Lan")
    await lan.says("đường lầy lội, xe không qua được")
    lan.sees("Ở đâu")
    await lan.says("8")
    lan.sees("Ở đâu: Ấp 4")
    await lan.says("1", at=house.now - timedelta(seconds=30))
    lan.sees("chen vào", "Ở đâu: Ấp 4")
    assert await house.cases() == []
    await lan.says("1")
    assert len(await house.cases()) == 1


async def test_words_that_come_late_are_words(house: House) -> None:
    press_nothing(house)
    lan = house.resident("Lan")
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    await lan.says("ngay trước trường học", at=house.now - timedelta(seconds=30))
    lan.sees("ngay trước trường học")


async def test_news_that_waited_for_the_morning_counts_from_when_it_came(house: House) -> None:
    press_nothing(house)
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan)
    house.passes(hours=13)
    await hai.says(f"/traloi {code} Sáng mai đổ đá")
    await hai.says("1")
    lan.sees_not("Sáng mai đổ đá")
    await lan.says("/hoso")
    house.passes(hours=10)
    await house.deliver()
    assert "Sáng mai đổ đá" in lan.last.text
    await lan.says("1")
    assert await state(house) == "closed"


async def test_the_greeting_below_a_first_answer_shows_no_second_list(house: House) -> None:
    press_nothing(house)
    lan = house.resident("Lan")
    await lan.says(ROAD)
    assert not lan.sees("tự động").choices
    await lan.says("1")
    assert len(await house.cases()) == 1


async def test_below_a_denunciation_a_number_for_news_erases_nothing(house: House) -> None:
    press_nothing(house)
    await house.official("Chánh Văn phòng", "head")
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan)
    await lan.says("Ông trưởng ấp nhận tiền của dân làm hộ nghèo")
    delete = next(at for at, one in enumerate(lan.last.choices, 1) if "Xóa ngay" in one.label)
    await hai.says(f"/traloi {code} Đã đổ đá xong")
    await hai.says("1")
    for number in (1, 2, delete):
        await hai.says(f"/traloi {code} Đã đổ đá xong lần {number}")
        await hai.says("1")
        await lan.says(str(number))
        lan.sees("chen vào")
        lan.sees("không chuyển cho ai")
    (held,) = await house.rows("SELECT body FROM sealed_words")
    assert held.body == "Ông trưởng ấp nhận tiền của dân làm hộ nghèo"
    assert await state(house) == "answered"
    await lan.says(str(delete))
    assert await house.rows("SELECT body FROM sealed_words") == []


async def test_the_number_of_its_own_reminder_opens_a_denunciation(house: House) -> None:
    press_nothing(house)
    lan = house.resident("Lan")
    await lan.says("Ông trưởng ấp nhận tiền của dân làm hộ nghèo")
    house.passes(hours=12, minutes=1)
    await speak(house, remind_and_destroy)
    house.passes(hours=9, minutes=30)
    await house.deliver()
    assert "chưa chọn xong" in lan.last.text
    await lan.says("1")
    lan.sees("không chuyển cho ai")
    assert len(await house.rows("SELECT id FROM sealed_words")) == 1


async def test_where_news_is_buttons_a_number_means_the_list(house: House) -> None:
    """An Official Account shows up to five choices as buttons, more as a list."""
    house.commune = replace(house.commune, channels={"telegram": CAPABILITIES})
    lan, hai, code = await answered(house)
    await lan.says("/batdau")
    await hai.says(f"/traloi {code} Đã đổ đá xong cả hai bên")
    await hai.says("1")
    lan.sees("cả hai bên")
    await lan.says("1")
    assert await state(house) == "answered"


async def test_in_a_form_news_that_is_a_list_is_asked_about(house: House) -> None:
    can = replace(CAPABILITIES, most_buttons=4)
    house.commune = replace(house.commune, channels={"telegram": can})
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    code = await filed(house.resident("Lan"))
    await hai.says(f"/traloi {code} Đã đổ đá xong")
    await filed(house.resident("Nam"), "đường ấp 3 ngập, xe không qua được")
    assert can.lists([hai.last.choices])
    await hai.says("1")
    hai.sees("chen vào")
    assert await state(house) != "answered"


async def test_a_label_that_stands_higher_is_understood(house: House) -> None:
    """A new card that comes below "sent" does not take its words from the official."""
    hai = await house.official("Chị Hai", "officer", "kinh-te", channel="zalo_bot")
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.says(f"/traloi {code} Đã đổ đá xong")
    await house.run_turn(hai.update("1"))
    house.passes(seconds=1)
    await house.deliver()
    await filed(house.resident("Nam"), "đường ấp 3 ngập, xe không qua được")
    hai.sees("Trả lời bằng số hoặc bằng chữ:\n1. Nhận việc")
    await hai.says("thu hồi")
    assert hai.last.choices[0].data.startswith("takeback:")


async def test_a_number_that_nothing_asked_for_is_answered_with_what_can_be_chosen(
    house: House,
) -> None:
    lan = house.resident("Lan", channel="zalo_bot")
    await lan.says("1")
    asked = lan.sees("chưa rõ số này", "1. Báo việc")
    assert "giữ lại" not in asked.text
    await lan.says("9")
    lan.sees("chưa rõ số này")
    await lan.says("3")
    lan.sees("chưa gửi việc gì")
    assert await house.cases() == []
