"""Lists, digest and statistics are plain data, with nothing that the reader may not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from actions.refusals import NothingLeft
from actions.reports import case_lists, digest, figures, reminders
from actions.reports.case_lists import CaseList
from actions.reports.digest import Part
from tests.actions.cases.deeds import office, overdue, two_cases
from tests.actions.twice import as_official
from tests.handlers.offices import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.desk import Desk
    from tests.house import House, Speaker

CONDUCT = "nhân viên một cửa ở ấp 4 thái độ hách dịch, la mắng tôi"


async def told(house: House, speaker: Speaker, look: Callable[[Desk], Any]) -> Any:
    """What an official is given, as JSON says it."""
    found = await as_official(house, speaker, lambda desk: orjson.dumps(look(desk)))
    assert isinstance(found, bytes), found
    return orjson.loads(found)


def page(which: CaseList | None, number: int = 0, size: int = 8) -> Callable[[Desk], Any]:
    return lambda desk: case_lists.page(desk, which, number, size=size)


async def test_ones_own_cases_come_first_and_pages_end(house: House) -> None:
    town = await two_cases(house)
    hai = town["hai"]
    found = await told(house, hai, page(None, number=9, size=1))
    assert (found["which"], found["number"], found["pages"]) == ("unit", 1, 2)
    assert len(found["cases"]) == 1
    await hai.presses(f"take:{town['code']}")
    found = await told(house, hai, page(None))
    assert [case["code"] for case in found["cases"]] == [town["code"]]
    assert found["counts"] == {"mine": 1, "unit": 2, "overdue": 0}


async def test_a_list_of_cases_has_no_words_of_residents(house: House) -> None:
    town = await office(house)
    (case,) = (await told(house, town["hai"], page(CaseList.UNIT)))["cases"]
    assert set(case) == {"code", "kind", "state", "due", "is_urgent", "place", "received_at"}


async def test_conduct_of_officials_is_in_the_lists_of_heads_it_does_not_name(
    house: House,
) -> None:
    named = await house.official("Nguyễn Văn Bảy", "head")
    other = await house.official("Chủ tịch", "head")
    admin = await house.official("Chị Quản", "admin")
    lan = house.resident("Lan")
    await lan.says(f"{CONDUCT}, ông Nguyễn Văn Bảy")
    while not await house.cases():
        await lan.says("1")
    for official, count in ((named, 0), (other, 1), (admin, 0)):
        found = await told(house, official, page(CaseList.UNIT))
        assert found["counts"]["unit"] == count, official.name
        parts = (await told(house, official, digest.see))["parts"]
        assert [part["count"] for part in parts] == [1] * count, official.name


async def test_an_observer_sees_counts_and_days(house: House) -> None:
    town = await office(house)
    observer = await house.official("Bác Sáu", "observer")
    counts = await told(house, observer, case_lists.counts)
    assert {"unit": "Phòng Kinh tế", "open": 1, "overdue": 0} in counts["units"]
    assert counts["due_next"] == [["2026-12-08", 1]]
    assert town["code"] not in orjson.dumps(counts).decode()


async def test_the_digest_names_who_has_each_case(house: House) -> None:
    town = await overdue(house)
    found = await told(house, town["head"], digest.see)
    assert [part["part"] for part in found["parts"]] == ["overdue", "unassigned"]
    assert found["parts"][0]["cases"] == [
        {"code": town["code"], "who": "Phòng Kinh tế", "due": "2026-12-08"}
    ]


async def test_nobody_is_reminded_of_an_empty_list(house: House) -> None:
    town = await office(house)
    outcome = await as_official(
        house, town["head"], lambda desk: reminders.remind_now(desk, Part.OVERDUE)
    )
    assert isinstance(outcome, NothingLeft)


@pytest.mark.parametrize(("who", "received"), [("hai", 1), ("tu", 0), ("head", 1)])
async def test_an_officer_sees_the_figures_of_the_unit(
    house: House, who: str, received: int
) -> None:
    town = await office(house)
    town["tu"] = await house.official("Anh Tư", "officer", "van-hoa")
    await answers(town["hai"], town["code"], "Đã sửa xong đường cho bà con")
    house.passes(minutes=1)
    found = await told(house, town[who], lambda desk: figures.figures(desk, 30).received)
    assert found == received


async def test_the_weeks_end_now(house: House) -> None:
    await office(house)
    house.passes(days=8)
    weeks = await house.database.read(
        lambda tx: figures.weekly(tx, house.commune.organisation, house.now, "")
    )
    assert [week.received for week in weeks] == [0, 0, 0, 0, 0, 0, 1, 0]
    assert f"{weeks[-1].ends:%d/%m}" == "24/11"
