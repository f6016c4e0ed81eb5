"""The working days of the offices: Monday to Friday, except holidays, changed by decrees.

The `holidays` package knows the public holidays of Vietnam (Bộ luật Lao động 2019, Điều 112). Its
version is pinned, because an upgrade could move deadlines. Overrides (swapped days, decrees) have
priority over it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import holidays

if TYPE_CHECKING:
    from collections.abc import Mapping

SATURDAY = 5


class WorkingDays:
    """The calendar. `overrides` maps single local days to True (working) or False (off)."""

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        self._overrides = dict(overrides or {})

    def is_working(self, day: date) -> bool:
        """Return whether the offices work on this local day."""
        decreed = self._overrides.get(day)
        if decreed is not None:
            return decreed
        return _is_worked_in_vietnam(day)

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`. `day` itself is not counted."""
        while count > 0:
            day += timedelta(days=1)
            if self.is_working(day):
                count -= 1
        return day

    def on_or_after(self, day: date) -> date:
        """Return the day if it is a working day, else the next working day."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def between(self, first: date, last: date) -> int:
        """Return the number of working days after `first`, up to and including `last`."""
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(1 for day in days if self.is_working(day))


@lru_cache(maxsize=4096)
def _is_worked_in_vietnam(day: date) -> bool:
    return bool(_vietnam().is_working_day(day))


@cache
def _vietnam() -> Any:
    return holidays.country_holidays("VN", language="vi")
