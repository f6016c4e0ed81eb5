"""The log of the API calls that came from a bot."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.clock import Clock
    from sandbox.events import Events

MOST_CALLS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One API call of a bot and its answer."""

    method: str
    parameters: dict[str, Any]
    answer: dict[str, Any] | None
    """None if the connection was cut before the call was read."""
    origin: str
    """The job or turn of the bot that asked for the call."""
    chat_id: Any = None
    ok: bool = False
    cut: str = ""
    """The ordered cut of the connection, "before" or "after" the call; empty: none."""
    unknown: Sequence[str] = ()
    """Parameters that the method does not have."""


class CallLog:
    """The newest calls, numbered from 1. Each is published as an event, except `quiet` methods."""

    def __init__(self, events: Events, clock: Clock, quiet: frozenset[str]) -> None:
        self._calls: deque[dict[str, Any]] = deque(maxlen=MOST_CALLS)
        self._events = events
        self._clock = clock
        self._quiet = quiet
        self.count = 0
        """The number of all calls, including those that are not in the log any more."""

    def add(self, call: Call) -> None:
        """Log a call."""
        self.count += 1
        entry = {
            "n": self.count,
            "at": self._clock.now(),
            "method": call.method,
            "params": call.parameters,
            "answer": call.answer,
            "origin": call.origin,
        }
        if call.unknown:
            entry["unknown"] = list(call.unknown)
        if call.cut:
            entry["cut"] = call.cut
        self._calls.append(entry)
        if call.method not in self._quiet:
            self._events.publish(
                {
                    "type": "call",
                    "n": self.count,
                    "method": call.method,
                    "origin": call.origin,
                    "chat_id": call.chat_id,
                    "ok": call.ok,
                }
            )

    def after(self, number: int) -> list[dict[str, Any]]:
        """Return the calls after call `number`, the oldest first."""
        return [call for call in self._calls if call["n"] > number]
