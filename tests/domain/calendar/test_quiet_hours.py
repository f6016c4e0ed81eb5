"""Messages that can wait are not sent at night."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from domain.calendar.quiet_hours import QuietHours
from domain.organisation import ZONE

NIGHT_HOUR = QuietHours(time(21, 0), time(6, 30))


@pytest.mark.parametrize(
    ("local", "allowed"),
    [
        ("2026-11-23 20:59", "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-24 06:30"),
        ("2026-11-23 23:59", "2026-11-24 06:30"),
        ("2026-11-24 00:00", "2026-11-24 06:30"),
        ("2026-11-24 06:29", "2026-11-24 06:30"),
        ("2026-11-24 06:30", "2026-11-24 06:30"),
        ("2026-12-31 22:00", "2027-01-01 06:30"),
    ],
)
def test_next_allowed(local: str, allowed: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)
    wanted = datetime.fromisoformat(allowed).replace(tzinfo=ZONE)
    assert NIGHT_HOUR.next_allowed(moment, ZONE) == wanted


def test_quiet_hours_within_one_day() -> None:
    noon = QuietHours(time(12, 0), time(14, 0))
    moment = datetime(2026, 11, 23, 13, 0, tzinfo=ZONE)
    assert noon.next_allowed(moment, ZONE) == datetime(2026, 11, 23, 14, 0, tzinfo=ZONE)
