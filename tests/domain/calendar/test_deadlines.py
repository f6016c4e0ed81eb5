"""Due moments: worked examples of the calendar, and rules that hold for every day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies

from domain.calendar.deadlines import Period, due, end_of_day, shifted
from domain.calendar.working_days import WorkingDays
from domain.organisation import ZONE

CALENDAR = WorkingDays()
PERIODS = ("3wd", "5wd", "7wd", "10wd", "10d", "30d")
DAYS = strategies.dates(date(2026, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("received", "ends"),
    [
        (
            "2026-11-20",
            ("2026-11-26", "2026-11-30", "2026-12-02", "2026-12-07", "2026-11-30", "2026-12-21"),
        ),
        (
            "2026-12-25",
            ("2026-12-30", "2027-01-04", "2027-01-06", "2027-01-11", "2027-01-04", "2027-01-25"),
        ),
        # Tết 2027: off from 4 to 10 February.
        (
            "2027-01-29",
            ("2027-02-03", "2027-02-12", "2027-02-16", "2027-02-19", "2027-02-11", "2027-03-01"),
        ),
        (
            "2027-04-26",
            ("2027-04-29", "2027-05-05", "2027-05-07", "2027-05-12", "2027-05-06", "2027-05-26"),
        ),
    ],
)
def test_worked_examples(received: str, ends: tuple[str, ...]) -> None:
    day = date.fromisoformat(received)
    found = [Period.read(period).last_day(day, CALENDAR).isoformat() for period in PERIODS]
    assert found == list(ends)


def test_a_decree_wins_over_the_calendar() -> None:
    """If a decree makes 24/11 a working day, ten working days end one day earlier."""
    decreed = WorkingDays({date(2026, 11, 24): True})
    assert Period.read("10wd").last_day(date(2026, 11, 20), decreed) == date(2026, 12, 4)


def test_swapped_days_of_the_sample(tmp_path: object) -> None:
    swapped = WorkingDays({date(2026, 1, 2): False, date(2026, 1, 10): True})
    assert not swapped.is_working(date(2026, 1, 2))
    assert swapped.is_working(date(2026, 1, 10))


@given(received=DAYS, period=strategies.sampled_from(PERIODS))
def test_no_period_ends_on_a_day_off(received: date, period: str) -> None:
    last = Period.read(period).last_day(received, CALENDAR)
    assert CALENDAR.is_working(last)
    assert last > received


@given(received=DAYS, count=strategies.integers(1, 30))
def test_working_days_are_counted_without_the_first(received: date, count: int) -> None:
    last = CALENDAR.add(received, count)
    assert CALENDAR.between(received, last) == count


def test_a_day_ends_at_midnight_in_vietnam() -> None:
    assert end_of_day(date(2026, 12, 7), ZONE) == datetime(2026, 12, 7, 16, 59, 59, tzinfo=UTC)


def test_received_late_in_the_evening_is_still_that_local_day() -> None:
    evening = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half past eleven at night there
    assert due(Period.read("3wd"), evening, CALENDAR, ZONE) == end_of_day(date(2026, 11, 26), ZONE)


def test_suspended_days_do_not_count() -> None:
    due_at = end_of_day(date(2026, 12, 7), ZONE)
    later = shifted(due_at, timedelta(days=4, hours=5), CALENDAR, ZONE)
    assert later == end_of_day(date(2026, 12, 11), ZONE)


@pytest.mark.parametrize("text", ["", "10", "wd", "10w", "-3d", "1000d", "3 d"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        Period.read(text)
