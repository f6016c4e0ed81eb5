"""The log of the calls that came from a bot."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.events import Events

KEPT = 50_000


class CallLog:
    """The newest calls, numbered from 1; each is told as an event, but for the `quiet` methods."""

    def __init__(self, events: Events, clock: Clock, quiet: frozenset[str]) -> None:
        self._calls: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._events = events
        self._clock = clock
        self._quiet = quiet
        self.count = 0
        """How many there ever were."""

    def add(
        self, method: str, parameters: dict[str, Any], answer: dict[str, Any] | None, origin: str,
        *, chat_id: Any, ok: bool, cut: str = "", unknown: list[str] | None = None,
    ) -> None:  # fmt: skip
        """Keep one. `answer` is None when the call was cut off unheard; `unknown`: parameters
        that the method does not have."""
        self.count += 1
        call = {
            "n": self.count, "at": self._clock.now(), "method": method, "params": parameters,
            "answer": answer, "origin": origin,
        }  # fmt: skip
        if unknown:
            call["unknown"] = unknown
        if cut:
            call["cut"] = cut
        self._calls.append(call)
        if method not in self._quiet:
            self._events.tell(
                {
                    "type": "call", "n": self.count, "method": method, "origin": origin,
                    "chat_id": chat_id, "ok": ok,
                }
            )  # fmt: skip

    def after(self, number: int) -> list[dict[str, Any]]:
        """Those that came after call `number`, oldest first."""
        return [call for call in self._calls if call["n"] > number]
