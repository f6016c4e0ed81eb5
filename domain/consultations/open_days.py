"""The lawful first and last day of a consultation.

The law sets a minimum (Luật Thực hiện dân chủ ở cơ sở 2022, Điều 28(2)), which is the organisation's
`consultation_minimum`. Fewer days need a legal ground that is stored and shown. Days are local.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from domain.calendar.deadlines import Period
    from domain.calendar.working_days import WorkingDays


def earliest_last_day(opens: date, minimum: Period, calendar: WorkingDays) -> date:
    """Return the earliest lawful last day of a consultation that opens on `opens`."""
    return minimum.last_day(opens, calendar)


def is_short(opens: date, closes: date, minimum: Period, calendar: WorkingDays) -> bool:
    """Return whether a consultation is open for fewer days than the law demands."""
    if minimum.working:
        return closes < earliest_last_day(opens, minimum, calendar)
    return closes < opens + timedelta(days=minimum.days)
