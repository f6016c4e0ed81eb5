"""Choices that are shown as a list have a line above them that says how to answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.channels import telegram, zalo_oa
from tests.handlers.reports import report

if TYPE_CHECKING:
    from domain.messages.message import Capabilities
    from tests.house import House, Speaker

NO_BUTTONS = replace(zalo_oa.CAPABILITIES, buttons=False, most_buttons=0)


def how(speaker: Speaker) -> str:
    """The line about answering in the newest message."""
    assert speaker.last.choices
    message = speaker.last.row.message
    assert message is not None
    return message.how


@pytest.mark.parametrize(
    ("capabilities", "is_list"),
    [(telegram.CAPABILITIES, False), (zalo_oa.CAPABILITIES, True), (NO_BUTTONS, True)],
)
async def test_the_menu_of_six(house: House, capabilities: Capabilities, *, is_list: bool) -> None:
    house.commune = replace(house.commune, channels={"telegram": capabilities})
    lan = house.resident("Lan")
    await lan.says("/start")
    assert len(lan.last.choices) == 6
    assert how(lan) == ("Trả lời bằng số hoặc bằng chữ:" if is_list else "")


async def test_news_say_it_in_the_hearers_language(house: House) -> None:
    house.commune = replace(house.commune, channels={"telegram": NO_BUTTONS})
    official = await house.official("Dara", "officer", "kinh-te", language="km")
    await report(house.resident("Lan"), "đường ấp 4 lầy lội, xe không qua được")
    assert how(official) == "សូមឆ្លើយដោយលេខ ឬដោយពាក្យ៖"


async def test_no_choices_no_words(house: House) -> None:
    house.commune = replace(house.commune, channels={"telegram": NO_BUTTONS})
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says("/huy")
    said = [seen.row.message for seen in lan.screen]
    assert {bool(one.choices) for one in said if one} == {True, False}
    assert all(bool(one.how) == bool(one.choices) for one in said if one)


async def test_the_welcome_below_a_question_is_no_second_list(house: House) -> None:
    """Two lists of numbers on one screen: the lower one would be taken for the question's."""
    house.commune = replace(house.commune, channels={"telegram": NO_BUTTONS})
    lan = house.resident("Lan")
    await lan.says("đường ấp 4 lầy lội, xe không qua được")
    listed = [seen for seen in lan.screen if seen.choices]
    assert len(listed) == 1
    assert "/tocao" in lan.sees("Đây là Nghe Dân").text
    send = [one.label for one in listed[0].choices].index("Đồng ý và gửi")
    await lan.says(str(send + 1))
    lan.sees("Mã hồ sơ")


async def test_a_number_is_what_stands_behind_it_on_the_screen(house: House) -> None:
    """Not the hamlet whose name holds it: whoever is told to answer by number, and is not
    understood, has no way on."""
    house.commune = replace(house.commune, channels={"telegram": NO_BUTTONS})
    lan = house.resident("Lan")
    await lan.says("mất nước sinh hoạt đã ba ngày rồi")
    place = lan.sees("Ở đâu vậy bà con?")
    wanted = next(n for n, one in enumerate(place.choices, 1) if one.label == "Ấp Vĩnh Tây 1")
    await lan.says(str(wanted))
    lan.sees("Ở đâu: Ấp Vĩnh Tây 1")


async def test_a_number_that_is_no_place_in_the_list_is_a_name(house: House) -> None:
    house.commune = replace(house.commune, channels={"telegram": NO_BUTTONS})
    lan = house.resident("Lan")
    await lan.says("mất nước sinh hoạt đã ba ngày rồi")
    await lan.says("Ấp 4")
    lan.sees("Ở đâu: Ấp 4")
