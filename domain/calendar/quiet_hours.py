"""The hours in which nobody's phone should ring for news that can wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one local hour to another, usually over midnight."""

    begins: time
    ends: time

    def next_allowed(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The moment itself when it is not in the quiet hours, else their end (UTC)."""
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
