"""The open cases of a dismissed official stay with the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.cases.acts import Act
from tests.actions.people.deeds import DEEDS, office

if TYPE_CHECKING:
    from tests.house import House


async def test_the_history_tells_that_nobody_has_the_case(house: House) -> None:
    town = await office(house)
    await DEEDS[Act.DISMISS].action(house, town)
    case = await house.case(town["code"])
    assert case.assignee_id is None
    last = (await house.events(town["code"]))[-1]
    assert (last.act, last.version, last.public) == (Act.RELEASE, case.version, False)
    assert last.from_state == last.to_state == case.state
    assert last.changed == {"assignee_id": None}


async def test_who_left_does_not_see_the_case_any_more(house: House) -> None:
    town = await office(house)
    hai = town["hai"]
    assert any("lầy lội" in seen.text for seen in hai.screen)
    await DEEDS[Act.DISMISS].action(house, town)
    await house.deliver()
    hai.sees_not("lầy lội")
