"""By when something is due: periods with their legal basis, counted as the law counts.

Bộ luật Dân sự 2015 Đ.147–148 (the general rule): the day of the event is not counted; a period
whose last day is not worked ends at the end of the next working day; every period includes its
last day. Days are local (Asia/Ho_Chi_Minh), moments UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from domain.calendar.working_days import WorkingDays

_PERIOD = re.compile(r"(\d{1,3})(wd|d)")


@dataclass(frozen=True, slots=True)
class Period:
    """So many working days ("10wd") or calendar days ("30d")."""

    days: int
    working: bool

    @classmethod
    def read(cls, text: str) -> Period:
        """Raises ValueError for anything else."""
        match = _PERIOD.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no period; write 10wd (working days) or 30d (days)")
        return cls(int(match[1]), match[2] == "wd")

    def last_day(self, received: date, calendar: WorkingDays) -> date:
        """The last day of the period that begins after `received`."""
        return _last_day(self, received, calendar)


@lru_cache(maxsize=1024)
def _last_day(period: Period, received: date, calendar: WorkingDays) -> date:
    """The same for every case of a day: asked twice a case, counted once."""
    if period.working:
        return calendar.add(received, period.days)
    return calendar.on_or_after(received + timedelta(days=period.days))


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a local day, UTC."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def due(period: Period, received_at: datetime, calendar: WorkingDays, zone: ZoneInfo) -> datetime:
    """When the period that begins with `received_at` (aware) ends, UTC."""
    received = received_at.astimezone(zone).date()
    return end_of_day(period.last_day(received, calendar), zone)


def shifted(
    due_at: datetime, suspended: timedelta, calendar: WorkingDays, zone: ZoneInfo
) -> datetime:
    """A due moment moved on by whole suspended days: the clock stood still meanwhile."""
    day = (due_at + timedelta(days=suspended.days)).astimezone(zone).date()
    return end_of_day(calendar.on_or_after(day), zone)
