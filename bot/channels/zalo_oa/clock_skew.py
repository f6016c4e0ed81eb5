"""Whether Zalo's posts come at a moment that is possible by this machine's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.zalo_oa.signature import is_timely

if TYPE_CHECKING:
    from datetime import datetime

    from bot.process.clock import Clock


class ClockSkew:
    """Looks at the moment of each signed post."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._newest: datetime | None = None
        self.trouble = ""
        """Why posts are refused, for an operator; empty again with the first that is not."""

    def allows(self, at: datetime) -> bool:
        """Whether a post signed at that moment may be the service's own."""
        now = self._clock.now()
        if is_timely(at, now):
            self._newest = max(at, self._newest or at)
            self.trouble = ""
            return True
        # One that is older than what was taken before is a recording, and says nothing of our clock.
        if self._newest is None or at > self._newest:
            minutes = round(abs(at - now).total_seconds() / 60)
            side = "behind" if at > now else "ahead of"
            self.trouble = (
                f"what people write is refused: this machine's clock is some {minutes} minutes {side} "
                "Zalo's; let it follow a time server (timedatectl set-ntp true). What was refused "
                "comes again for two hours"
            )
        return False
