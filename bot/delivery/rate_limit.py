"""How fast a service lets us send: in all, to one chat, to one group. Times are monotonic seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Limit(Protocol):
    """Something that says when one more may go."""

    def ready_at(self, now: float) -> float:
        """When one more may go; `now` or before when it may now."""

    def take(self, now: float) -> None:
        """One goes."""

    def is_full(self, now: float) -> bool:
        """Nothing was sent for so long that the limit can be forgotten."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """A service's limits, as data."""

    overall: tuple[int, float]
    """Messages in any so many seconds."""
    chat: float
    """Messages a second to one chat, over time."""
    chat_burst: int
    """How many may come at once after a silence."""
    group: tuple[int, float] | None = None
    """Messages to one group in any so many seconds, besides what holds for any chat; None where
    there are no groups."""
    is_group: Callable[[str], bool] = lambda _chat: False


class TokenBucket:
    """Fills with `rate` tokens a second up to `most`; each message takes one."""

    __slots__ = ("_at", "_most", "_rate", "_tokens")

    def __init__(self, rate: float, most: float) -> None:
        self._rate = rate
        self._most = most
        self._tokens = most
        self._at = 0.0

    def ready_at(self, now: float) -> float:
        """When a token is there."""
        self._fill(now)
        return now if self._tokens >= 1 else now + (1 - self._tokens) / self._rate

    def take(self, now: float) -> None:
        """Use one up, which may leave it in debt."""
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
        """Remember that one went."""
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
