"""The demo's clock: now in office hours, else the next working morning.

So no message of the demo is delayed by the quiet hours.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from domain.organisation import ZONE

if TYPE_CHECKING:
    from domain.organisation import Organisation

BEGINS, ENDS = time(8, 0), time(17, 0)


def moment(now: datetime, newest: datetime | None, organisation: Organisation) -> datetime:
    """The demo's moment, never before `newest`, the last entry of an earlier demo."""
    start = max(now, newest) if newest else now
    local = start.astimezone(ZONE)
    if BEGINS <= local.time() < ENDS and organisation.working_days.is_working(local.date()):
        return start
    day = local.date() if local.time() < BEGINS else local.date() + timedelta(days=1)
    return datetime.combine(organisation.working_days.on_or_after(day), BEGINS, ZONE)
