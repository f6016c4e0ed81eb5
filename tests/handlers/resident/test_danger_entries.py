"""Whatever way words about a danger come in, the numbers are given and the case is urgent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.handlers.reports import send
from tests.handlers.resident.entries import ENTRIES
from tests.handlers.resident.rare_entries import RARE
from tests.handlers.resident.test_sealed_entries import commune

if TYPE_CHECKING:
    from tests.house import House, Speaker

FIRST, SECOND = "Xã ơi giúp giùm bà con", "đang cháy kho lúa ở ấp 4, có người trong đó"
WAYS = ENTRIES | RARE
LOST = {"contact", "quoted"}
"""Words beside a message: they are read for a danger, and stored nowhere."""
OF_THEIR_OWN = {"reason", "opinion", "number"}
"""Forms whose words are no case's: what is urgent there becomes a report."""
PRESSED = (
    "Đồng ý và gửi",
    "Báo một việc không ổn",
    "Có, người đó nhờ tôi",
    "Thuộc việc này",
    "Ấp 4",
)
TYPED = {"Cho xin tên": "bà Tư", "Có chuyện gì": "xem giùm em"}
"""What she presses or types when it is asked."""


@pytest.mark.parametrize("entry", WAYS)
async def test_the_numbers_are_given(house: House, entry: str) -> None:
    lan, hai = await commune(house)
    await WAYS[entry](house, lan, hai, FIRST, SECOND)
    assert any("⚠" in seen.text and "114" in seen.text for seen in lan.screen)


@pytest.mark.parametrize("entry", sorted(set(WAYS) - LOST))
async def test_the_case_is_urgent(house: House, entry: str) -> None:
    lan, hai = await commune(house)
    await WAYS[entry](house, lan, hai, FIRST, SECOND)
    if not any(case.urgent for case in await house.cases()):
        await finish(house, lan)
    assert any(case.urgent for case in await house.cases())
    assert any("⚠" in seen.text and "114" in seen.text for seen in lan.screen)


@pytest.mark.parametrize("entry", sorted(OF_THEIR_OWN))
async def test_an_officials_conduct_is_for_the_heads_whatever_was_asked(
    house: House, entry: str
) -> None:
    lan, hai = await commune(house)
    await WAYS[entry](house, lan, hai, "Cán bộ địa chính ở xã", "hách dịch với dân")
    await finish(house, lan)
    case = (await house.cases())[-1]
    assert case.head_only
    assert "hách dịch" in await house.words_of(case)
    hai.sees_not("hách dịch")


async def finish(house: House, lan: Speaker) -> None:
    """Handle what was deferred, and answer what is asked until the report is sent."""
    house.passes(minutes=2)
    house.book = replace(house.book, flood_per_minute=0)
    await house.run_deferred()
    for _question in range(5):
        asked = [seen for seen in lan.screen if seen.choices][-1]
        for question, answer in TYPED.items():
            if question in asked.text:
                await lan.says(answer)
        for label in PRESSED:
            if any(label in one.label for one in asked.choices):
                await lan.taps(label, on=asked)
                break


async def test_words_at_the_place_question_are_no_place(house: House) -> None:
    lan, hai = await commune(house)
    await ENTRIES["at_place"](house, lan, hai, FIRST, SECOND)
    await send(lan)
    (case,) = await house.cases()
    assert (case.place, case.hamlet_id, case.urgent) == ("", "ap-4", True)
    assert "cháy kho lúa" in await house.words_of(case)
    hai.sees("cháy kho lúa")
