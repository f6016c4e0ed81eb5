"""How fast a service lets us send: in all, to one chat, to one group. Times are monotonic seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Pace:
    """A service's limits, as data."""

    overall: float
    """Messages a second."""
    chat: float
    """Messages a second to one chat, over time."""
    chat_burst: int
    """How many may come at once after a silence."""
    group_per_minute: float
    is_group: Callable[[str], bool]


class Bucket:
    """Fills with `rate` tokens a second up to `most`; each message takes one."""

    __slots__ = ("_at", "_most", "_rate", "_tokens")

    def __init__(self, rate: float, most: float) -> None:
        self._rate = rate
        self._most = most
        self._tokens = most
        self._at = 0.0

    def ready_at(self, now: float) -> float:
        """When a token is there; `now` or before when one is."""
        self._fill(now)
        return now if self._tokens >= 1 else now + (1 - self._tokens) / self._rate

    def take(self, now: float) -> None:
        """Use one up, which may leave it in debt."""
        self._fill(now)
        self._tokens -= 1

    def is_full(self, now: float) -> bool:
        """Nothing was sent for so long that it can be forgotten."""
        self._fill(now)
        return self._tokens >= self._most

    def _fill(self, now: float) -> None:
        if now > self._at:
            self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
            self._at = now


def chat_bucket(pace: Pace, chat: str) -> Bucket:
    """The bucket of one chat."""
    if pace.is_group(chat):
        return Bucket(pace.group_per_minute / 60, pace.chat_burst)
    return Bucket(pace.chat, pace.chat_burst)
