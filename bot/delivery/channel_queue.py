"""Which chats of a channel have something, and when its service wants peace."""

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
"""Seconds without sending when the service cannot be reached, longer each time."""
THROTTLED_CHATS = 3
"""The service does not say whether it asks one chat or the whole bot to wait; when it asks for
so many chats at the same time, the whole bot waits."""


@dataclass(slots=True)
class ChannelQueue:
    """The chats of one channel that have something to send, the most urgent first."""

    name: str
    """The channel's, for the log."""
    limit: Limit | None = None
    ready: list[tuple[int, int, Key]] = field(default_factory=list)
    """(rank, id, chat) of chats' first rows; entries that are no longer true are passed over."""
    paused_until: float = 0.0
    """Monotonic seconds."""
    failures: int = 0
    """How much failed, and not for its own sake, since anything came through."""
    _successes: int = 0
    """How many times something came through."""
    _refusals: int = 0
    _throttled: dict[Key, float] = field(default_factory=dict)

    def announce(self, queue: ChatQueue) -> None:
        """Note that a chat has something to send."""
        if queue.rows and not queue.is_sending:
            heapq.heappush(self.ready, (*queue.head, queue.key))

    def ready_at(self, now: float) -> float:
        """When anything may go; `now` or before when it may now."""
        return max(self.paused_until, self.limit.ready_at(now) if self.limit else now)

    def succeeded(self) -> None:
        """The service can be reached."""
        self._refusals = 0
        self._successes += 1
        self.failures = 0

    def service_works(self, queue: ChatQueue) -> bool:
        """Whether something came through, to whomever, since the last failure in this chat."""
        return queue.failed_at < self._successes

    def may_repeat(self, queue: ChatQueue) -> bool:
        """Whether what may have arrived here may be sent once more: the service works, or what was
        lost is the only failure."""
        return self.service_works(queue) or self.failures == 1

    def is_row_at_fault(self, queue: ChatQueue, error: SendError) -> bool:
        """Whether what failed in this chat has itself to blame and not the service: that was not
        asked, or works."""
        return self.service_works(queue) or (isinstance(error, TryAgain) and error.ours)

    def failed(self, now: float, queue: ChatQueue, error: SendError, *, rests: bool) -> None:
        """Something did not arrive. What our own books held says nothing of the service."""
        if isinstance(error, TryAgain) and not error.ours:
            queue.failed_at = self._successes
            self.failures += 1
        if rests:
            self._pause(now, str(error))
        elif not isinstance(error, TryAgain | NotAllowedNow | NotBefore):
            self.succeeded()

    def _pause(self, now: float, reason: str) -> None:
        """The service cannot be reached: try again a little later."""
        if now < self.paused_until:
            return
        pause = PAUSES[min(self._refusals, len(PAUSES) - 1)]
        self._refusals += 1
        self.paused_until = now + pause
        log.warning("%s: nothing can be sent (%s); trying again in %s s", self.name, reason, pause)

    def throttle(self, queue: ChatQueue, now: float, seconds: float) -> None:
        """The service asked this chat, or us, to wait."""
        queue.paused_until = max(queue.paused_until, now + seconds)
        self._throttled = {key: until for key, until in self._throttled.items() if until > now}
        self._throttled[queue.key] = now + seconds
        if len(self._throttled) >= THROTTLED_CHATS:
            self.paused_until = max(self.paused_until, *self._throttled.values())
            log.warning("the service asks many chats to wait; nothing is sent until then")
