"""Change the language with one press, at any moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.everybody.language import NAMES

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House


async def test_story(house: House, golden: Golden) -> None:
    """A resident changes the language.

    Lan starts in Vietnamese and chooses Khmer, English and Vietnamese, each in another way.
    """
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says("ខ្មែរ")
    await lan.says("/ngonngu")
    await lan.taps("English")
    await lan.says("/language")
    await lan.says("1")
    golden(house, "language")
    rows = await house.rows("SELECT language, language_chosen FROM person")
    assert [tuple(row) for row in rows] == [("vi", 1)]


@pytest.mark.parametrize("code", NAMES)
async def test_in_a_form_its_question_is_asked_again(house: House, code: str) -> None:
    lan = house.resident("Lan")
    await lan.says("/gui")
    await lan.says("đèn đường trước trường học bị tắt cả tuần nay")
    before = (await house.rows("SELECT step, draft FROM conversation"))[0]
    await lan.presses(f"lang:{code}")
    after = (await house.rows("SELECT step, draft FROM conversation"))[0]
    assert (before.step, before.draft) == (after.step, after.draft)
    assert lan.new_texts()


async def test_on_the_denunciation_screen_it_stays_open(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/tocao")
    await lan.presses("lang:km")
    await lan.sends("voice")
    assert len(await house.rows("SELECT * FROM sealed_words")) == 1


async def test_a_language_that_does_not_exist_is_asked_for(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/language xx")
    lan.sees("tiếng nào")
    await lan.presses("lang:xx")
    lan.sees("tiếng nào")
