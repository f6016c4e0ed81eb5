"""Whatever way words about a danger come in, the numbers are given and the case is urgent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handlers.reports import send
from tests.handlers.resident.entries import ENTRIES
from tests.handlers.resident.test_sealed_entries import commune

if TYPE_CHECKING:
    from tests.house import House

FIRST, SECOND = "Xã ơi giúp giùm bà con", "đang cháy kho lúa ở ấp 4, có người trong đó"
NO_REPORT = {"reason", "opinion", "number"}
"""Their words do not become a case's words."""
NAME_OF_SOMEBODY = {"at_name"}


@pytest.mark.parametrize("entry", sorted(set(ENTRIES) - NAME_OF_SOMEBODY))
async def test_the_numbers_are_given(house: House, entry: str) -> None:
    lan, hai = await commune(house)
    await ENTRIES[entry](house, lan, hai, FIRST, SECOND)
    assert any("114" in seen.text for seen in lan.screen)


@pytest.mark.parametrize("entry", sorted(set(ENTRIES) - NO_REPORT - NAME_OF_SOMEBODY))
async def test_the_case_is_urgent(house: House, entry: str) -> None:
    lan, hai = await commune(house)
    await ENTRIES[entry](house, lan, hai, FIRST, SECOND)
    if not await house.cases():
        if not [one for seen in lan.screen for one in seen.choices if one.data.endswith(":~send")]:
            await lan.taps("Ấp 4")
        if any("việc nào" in seen.text for seen in lan.screen[-2:]):
            await lan.taps("Báo một việc không ổn")
        await send(lan)
    assert any(case.urgent for case in await house.cases())


async def test_words_at_the_place_question_are_no_place(house: House) -> None:
    lan, hai = await commune(house)
    await ENTRIES["at_place"](house, lan, hai, FIRST, SECOND)
    await send(lan)
    (case,) = await house.cases()
    assert (case.place, case.hamlet_id, case.urgent) == ("", "ap-4", True)
    assert "cháy kho lúa" in await house.words_of(case)
    hai.sees("cháy kho lúa")
