"""Detects from the signed times of Zalo's posts that this machine's clock is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.zalo_oa.signature import is_timely

if TYPE_CHECKING:
    from datetime import datetime

    from bot.process.clock import Clock


class ClockSkew:
    """Compares the time of each signed post with this machine's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._newest: datetime | None = None
        self.trouble = ""
        """Why posts are refused, for an operator; empty again after an accepted post."""

    def allows(self, at: datetime) -> bool:
        """Whether a post signed at this moment may be accepted; updates `trouble`."""
        now = self._clock.now()
        if is_timely(at, now):
            self._newest = max(at, self._newest or at)
            self.trouble = ""
            return True
        # An older post than the newest accepted one is a replay, and says nothing about our clock.
        if self._newest is None or at > self._newest:
            minutes = round(abs(at - now).total_seconds() / 60)
            side = "behind" if at > now else "ahead of"
            self.trouble = (
                f"what people write is refused: this machine's clock is some {minutes} minutes {side} "
                "Zalo's; let it follow a time server (timedatectl set-ntp true). What was refused "
                "comes again for two hours"
            )
        return False
