"""A figure does not reveal what a list hides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from actions.cases.filing import Report, file
from actions.reports import case_lists, figures
from domain.cases.kinds import SubmissionKind
from tests.actions.twice import as_official, as_resident
from tests.handlers.offices import filed

if TYPE_CHECKING:
    from tests.house import House

CONDUCT = "cán bộ Nguyễn Văn Sáu hách dịch, nói nặng lời với bà con ở ấp 4"


async def with_a_hidden_case(house: House) -> None:
    """One case on the road, one on Sáu's conduct."""
    await house.official("Bà Lan Chủ tịch", "head")
    await filed(house.resident("Mai"))
    tu = house.resident("Tư")
    await tu.says("/start")
    report = Report(kind=SubmissionKind.REFLECTION, words=CONDUCT, hamlet_id="ap-4")
    await as_resident(house, tu, partial(file, report=report))
    assert [case.head_only for case in await house.cases()] == [False, True]
    house.passes(minutes=1)


@pytest.mark.parametrize(
    ("name", "role", "counted"),
    [
        ("Chị Hai", "officer", 1),
        ("Chị Quản", "admin", 1),
        ("Ông Quan sát", "observer", 1),
        ("Nguyễn Văn Sáu", "head", 1),
        ("Chủ tịch", "head", 2),
    ],
)
async def test_the_figures(house: House, name: str, role: str, counted: int) -> None:
    await with_a_hidden_case(house)
    units = {case.unit_id for case in await house.cases()}
    found = []
    for unit in sorted(units) if role == "officer" else [""]:
        who = await house.official(name, role, unit)
        shown = await as_official(house, who, partial(figures.figures, days=30))
        assert isinstance(shown, figures.OfficeFigures)
        found.append((shown.received, shown.open))
    assert (sum(one[0] for one in found), sum(one[1] for one in found)) == (counted, counted)


async def test_the_observers_counts(house: House) -> None:
    await with_a_hidden_case(house)
    who = await house.official("Ông Quan sát", "observer")
    shown = await as_official(house, who, case_lists.counts)
    assert isinstance(shown, case_lists.OfficeCounts)
    assert sum(unit.open for unit in shown.units) == 1
    assert sum(number for _day, number in shown.due_next) == 1


async def test_the_chart(house: House) -> None:
    await with_a_hidden_case(house)
    weeks = await house.database.read(
        lambda tx: figures.weekly(tx, house.commune.organisation, house.now, "")
    )
    assert weeks[-1].received == 1
