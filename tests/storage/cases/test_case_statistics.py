"""What is counted, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.cases.tracking_code import new_code
from storage.cases import case_statistics, submissions
from storage.engine.database import Database
from storage.people import people
from tests.cases import new_case
from tests.house import MONDAY

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction


def somebody(tx: Transaction) -> int:
    return people.create(
        tx, channel="telegram", sender="501", chat="501", name="Lan", language="vi", now=MONDAY
    ).id


def filed(tx: Transaction, person: int, unit: str, days: float | None) -> None:
    """A case of Monday's, answered after so many days."""
    case = submissions.file(tx, new_case(person, MONDAY, code=new_code(), unit_id=unit))
    if days is not None:
        submissions.change(tx, case, answered_at=MONDAY + timedelta(days=days))


@pytest.mark.engines
@pytest.mark.parametrize("looked_at", [case_statistics.LOOKED_AT, 2])
async def test_figures_of_a_period(
    where: Any, looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_statistics, "LOOKED_AT", looked_at)
    monkeypatch.setattr(case_statistics, "HANDFUL", 1)

    def work(tx: Transaction) -> list[Any]:
        person = somebody(tx)
        for unit, days in (("a", 1), ("a", 2), ("a", 9), ("a", None), ("b", 0.5)):
            filed(tx, person, unit, days)
        end = MONDAY + timedelta(days=30)
        return [
            case_statistics.of_period(tx, MONDAY, end), case_statistics.of_period(tx, MONDAY, end, "a"),
            case_statistics.of_period(tx, MONDAY - timedelta(days=30), MONDAY),
            case_statistics.counts(tx, MONDAY + timedelta(days=1), end),
        ]  # fmt: skip

    database = await Database.open(where)
    try:
        everything, unit, before, later = await database.transact(work)
    finally:
        await database.close()
    assert (everything.received, everything.answered) == (5, 4)
    assert (unit.received, unit.answered) == (4, 3)
    assert (before.received, before.answered, before.half_within) == (0, 0, None)
    assert later == (0, 3)
    # When two are enough, every second of four is looked at.
    expected = {case_statistics.LOOKED_AT: (1, 2), 2: (2, 2)}[looked_at]
    for found, days in zip((everything, unit), expected, strict=True):
        assert abs(found.half_within - timedelta(days=days)) < timedelta(seconds=1)


@pytest.mark.engines
async def test_a_unit_that_gets_every_third_case_has_a_median_of_many(
    where: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every third case alone, such a unit would have all or none."""
    monkeypatch.setattr(case_statistics, "LOOKED_AT", 15)

    def work(tx: Transaction) -> list[case_statistics.CaseStatistics]:
        person = somebody(tx)
        for _ in range(32):
            for unit, days in (("a", 1), ("b", 2), ("c", 3)):
                filed(tx, person, unit, days)
        end = MONDAY + timedelta(days=30)
        return [case_statistics.of_period(tx, MONDAY, end, unit) for unit in "abc"]

    database = await Database.open(where)
    try:
        units = await database.transact(work)
    finally:
        await database.close()
    for days, found in enumerate(units, 1):
        assert found.half_within is not None
        assert abs(found.half_within - timedelta(days=days)) < timedelta(seconds=1)
