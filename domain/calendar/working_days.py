"""Which days the offices work: Monday to Friday but for public holidays, and what was decreed.

Holidays are those of the `holidays` package for Vietnam (Bộ luật Lao động 2019, Điều 112), pinned
because an upgrade could move deadlines; overrides (swapped days, decrees) win over it.
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
    """The calendar; `overrides` says of single days whether they are worked."""

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        self._overrides = dict(overrides or {})

    def is_working(self, day: date) -> bool:
        """Whether the offices work on this local day."""
        decreed = self._overrides.get(day)
        if decreed is not None:
            return decreed
        return _is_worked_in_vietnam(day)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (which is not counted itself)."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself when worked, else the next worked one."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to `last`, inclusive."""
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))


@lru_cache(maxsize=4096)
def _is_worked_in_vietnam(day: date) -> bool:
    return bool(_vietnam().is_working_day(day))


@cache
def _vietnam() -> Any:
    return holidays.country_holidays("VN", language="vi")
