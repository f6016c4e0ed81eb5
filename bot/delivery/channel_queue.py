"""Which chats of a channel have something to send, and when the channel is paused."""

from __future__ import annotations

import heapq
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.channels.contract import NotAllowedNow, NotBefore, TryAgain

if TYPE_CHECKING:
    from bot.channels.contract import SendError
    from bot.delivery.queue import ChatQueue, Key
    from bot.delivery.rate_limit import Limit

log = logging.getLogger(__name__)

PAUSES = (0.5, 1.0, 2.0, 5.0)
"""Seconds of pause when the service cannot be reached, longer each time."""
THROTTLED_CHATS = 3
"""Throttled chats at which the whole channel is paused: the service does not say whether it throttles
one chat or the whole bot."""


@dataclass(slots=True)
class ChannelQueue:
    """The chats of one channel that have something to send, the most urgent first."""

    name: str
    """The channel's, for the log."""
    limit: Limit | None = None
    """The service's rate limit for all chats together."""
    ready: list[tuple[int, int, Key]] = field(default_factory=list)
    """A heap of (rank, id, chat) of chats' first rows; outdated entries are skipped."""
    paused_until: float = 0.0
    """Monotonic seconds."""
    failures: int = 0
    """Failures of the service since the last success."""
    _successes: int = 0
    """Messages that the service accepted, of all chats."""
    _pauses: int = 0
    """Pauses since the last success."""
    _throttled: dict[Key, float] = field(default_factory=dict)

    def announce(self, queue: ChatQueue) -> None:
        """Add the chat's first row, if it may be sent next."""
        if queue.rows and not queue.is_sending:
            heapq.heappush(self.ready, (*queue.head, queue.key))

    def ready_at(self, now: float) -> float:
        """When the next message may be sent on this channel; `now` or earlier: at once."""
        return max(self.paused_until, self.limit.ready_at(now) if self.limit else now)

    def succeeded(self) -> None:
        """The service accepted a message, so it can be reached."""
        self._pauses = 0
        self._successes += 1
        self.failures = 0

    def service_works(self, queue: ChatQueue) -> bool:
        """Whether the service accepted a message of any chat since this chat's last failure."""
        return queue.failed_at < self._successes

    def may_repeat(self, queue: ChatQueue) -> bool:
        """Whether a message that may have arrived may be sent again.

        True when the service works, or when the lost answer was the only failure.
        """
        return self.service_works(queue) or self.failures == 1

    def is_row_at_fault(self, queue: ChatQueue, error: SendError) -> bool:
        """True if the failure is this row's own: the service was not called, or works for others."""
        return self.service_works(queue) or (isinstance(error, TryAgain) and error.ours)

    def failed(self, now: float, queue: ChatQueue, error: SendError, *, pauses: bool) -> None:
        """Count a failure; `pauses`: pause the channel. An error before any call does not count."""
        if isinstance(error, TryAgain) and not error.ours:
            queue.failed_at = self._successes
            self.failures += 1
        if pauses:
            self._pause(now, str(error))
        elif not isinstance(error, TryAgain | NotAllowedNow | NotBefore):
            self.succeeded()

    def _pause(self, now: float, reason: str) -> None:
        if now < self.paused_until:
            return
        pause = PAUSES[min(self._pauses, len(PAUSES) - 1)]
        self._pauses += 1
        self.paused_until = now + pause
        log.warning("%s: nothing can be sent (%s); trying again in %s s", self.name, reason, pause)

    def throttle(self, queue: ChatQueue, now: float, seconds: float) -> None:
        """Pause this chat as the service asked; pause the channel when many chats are throttled."""
        queue.paused_until = max(queue.paused_until, now + seconds)
        self._throttled = {key: until for key, until in self._throttled.items() if until > now}
        self._throttled[queue.key] = now + seconds
        if len(self._throttled) >= THROTTLED_CHATS:
            self.paused_until = max(self.paused_until, *self._throttled.values())
            log.warning("%s: many chats are throttled; the whole channel is paused", self.name)
