"""From which day to which a consultation may be open.

The law asks for a minimum (Luật Thực hiện dân chủ ở cơ sở 2022, Điều 28(2); the organisation's
`consultation_minimum`). Fewer days need a legal ground that is recorded and shown. Days are local.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from domain.calendar.deadlines import Period
    from domain.calendar.working_days import WorkingDays


def earliest_last_day(opens: date, minimum: Period, calendar: WorkingDays) -> date:
    """The first lawful last day that is worked, for a consultation that opens on `opens`."""
    return minimum.last_day(opens, calendar)


def is_short(opens: date, closes: date, minimum: Period, calendar: WorkingDays) -> bool:
    """Whether fewer days lie between the first and the last one than the law asks for."""
    if minimum.working:
        return closes < earliest_last_day(opens, minimum, calendar)
    return closes < opens + timedelta(days=minimum.days)
