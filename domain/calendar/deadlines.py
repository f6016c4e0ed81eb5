"""Counts legal periods and computes due moments.

The general rule is Bộ luật Dân sự 2015 (Civil Code), Đ.147–148. The day of the event is not counted.
A period includes its last day. If the last day is not a working day, the period ends at the end of
the next working day. Days are local (Asia/Ho_Chi_Minh), moments are UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from domain import outside

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from domain.calendar.working_days import WorkingDays

_PERIOD = re.compile(r"(\d{1,3})(wd|d)")


@dataclass(frozen=True, slots=True)
class Period:
    """A number of working days ("10wd") or calendar days ("30d")."""

    days: int
    working: bool

    @classmethod
    def read(cls, text: str) -> Period:
        """Parse "10wd" or "30d". Raises ValueError for any other text."""
        match = _PERIOD.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no period; write 10wd (working days) or 30d (days)")
        return cls(outside.typed_number(match[1]) or 0, match[2] == "wd")

    def last_day(self, received: date, calendar: WorkingDays) -> date:
        """Return the last day of the period that begins after the local day `received`."""
        return _last_day(self, received, calendar)


@lru_cache(maxsize=1024)
def _last_day(period: Period, received: date, calendar: WorkingDays) -> date:
    """Cached, because all cases of one day share the result and each needs it twice."""
    if period.working:
        return calendar.add(received, period.days)
    return calendar.on_or_after(received + timedelta(days=period.days))


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last second of a local day, in UTC."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def due(period: Period, received_at: datetime, calendar: WorkingDays, zone: ZoneInfo) -> datetime:
    """Return the end (UTC) of the period that begins with `received_at` (an aware moment)."""
    received = received_at.astimezone(zone).date()
    return end_of_day(period.last_day(received, calendar), zone)


def shifted(
    due_at: datetime, suspended: timedelta, calendar: WorkingDays, zone: ZoneInfo
) -> datetime:
    """Return the due moment (UTC) after a suspension, extended by the whole days it lasted."""
    day = (due_at + timedelta(days=suspended.days)).astimezone(zone).date()
    return end_of_day(calendar.on_or_after(day), zone)
