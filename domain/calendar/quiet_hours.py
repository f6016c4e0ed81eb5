"""The hours in which no phone should ring for a message that can wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A span of local time, usually over midnight."""

    begins: time
    ends: time

    def next_allowed(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the moment, or the end (UTC) of the quiet hours when it falls into them."""
        local = moment.astimezone(zone)
        if not self._holds(local.time()):
            return moment
        end = datetime.combine(local.date(), self.ends, zone)
        if end <= local:
            end += timedelta(days=1)
        return end.astimezone(UTC)

    def _holds(self, hour: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends
