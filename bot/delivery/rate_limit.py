"""Rate limits of a service: in all, to one chat, to one group. Times are monotonic seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Limit(Protocol):
    """One limit of a service: of the whole channel, of a chat or of a group."""

    def ready_at(self, now: float) -> float:
        """When the next message may be sent; `now` or earlier: at once."""

    def take(self, now: float) -> None:
        """Count a message."""

    def is_full(self, now: float) -> bool:
        """Whether the limit is as if nothing was ever sent, so that it can be dropped."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """A service's rate limits, as data."""

    overall: tuple[int, float]
    """(Messages, seconds): at most so many messages in any period of so many seconds."""
    chat: float
    """Messages a second to one chat, on average."""
    chat_burst: int
    """Messages to one chat that may be sent at once after a silence."""
    group: tuple[int, float] | None = None
    """(Messages, seconds) for one group, besides the limits of a chat; None: there are no groups."""
    is_group: Callable[[str], bool] = lambda _chat: False


class TokenBucket:
    """Gains `rate` tokens a second up to `most`; each message uses one."""

    __slots__ = ("_at", "_most", "_rate", "_tokens")

    def __init__(self, rate: float, most: float) -> None:
        self._rate = rate
        self._most = most
        self._tokens = most
        self._at = 0.0

    def ready_at(self, now: float) -> float:
        """When a token is available."""
        self._fill(now)
        return now if self._tokens >= 1 else now + (1 - self._tokens) / self._rate

    def take(self, now: float) -> None:
        """Take one token, even below zero: the next message then waits longer."""
        self._fill(now)
        self._tokens -= 1

    def is_full(self, now: float) -> bool:
        """Whether every token is back."""
        self._fill(now)
        return self._tokens >= self._most

    def _fill(self, now: float) -> None:
        if now > self._at:
            self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
            self._at = now


class SlidingWindow:
    """At most `most` in any `seconds`: no burst on top of the rate, unlike a bucket."""

    __slots__ = ("_seconds", "_sent")

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._sent: deque[float] = deque(maxlen=most)

    def ready_at(self, now: float) -> float:
        """When the oldest of the last `most` is `seconds` old."""
        if len(self._sent) < (self._sent.maxlen or 0):
            return now
        return self._sent[0] + self._seconds

    def take(self, now: float) -> None:
        """Count a message."""
        self._sent.append(now)

    def is_full(self, now: float) -> bool:
        """Whether the last one is `seconds` old."""
        return not self._sent or self._sent[-1] + self._seconds <= now


def chat_limits(rate_limits: RateLimits, chat: str) -> tuple[Limit, ...]:
    """The limits of one chat."""
    bucket = TokenBucket(rate_limits.chat, rate_limits.chat_burst)
    return (
        (bucket, SlidingWindow(*rate_limits.group))
        if rate_limits.group and rate_limits.is_group(chat)
        else (bucket,)
    )
