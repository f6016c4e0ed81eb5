"""The lawful days of a consultation (Luật Thực hiện dân chủ ở cơ sở 2022, Điều 28)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar.deadlines import Period
from domain.calendar.working_days import WorkingDays
from domain.consultations.open_days import earliest_last_day, is_short

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("minimum", "closes", "short"),
    [
        ("20d", date(2026, 12, 5), True),
        ("20d", date(2026, 12, 6), False),
        ("5wd", date(2026, 11, 22), True),
        ("5wd", date(2026, 11, 23), False),
    ],
)
def test_the_day_of_opening_is_not_counted(minimum: str, closes: date, short: bool) -> None:
    assert is_short(MONDAY, closes, Period.read(minimum), WorkingDays()) is short


def test_the_earliest_last_day_is_worked() -> None:
    """6 December is a Sunday."""
    assert earliest_last_day(MONDAY, Period.read("20d"), WorkingDays()) == date(2026, 12, 7)
