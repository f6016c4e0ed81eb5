"""What happens, told live to whoever listens; a listener that comes back misses nothing recent."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

KEPT = 2000

Event = dict[str, Any] | Callable[[], dict[str, Any]]
"""What happened, or how to say it: most events are never read, so they are put in words late."""
Entry = tuple[int, Event]


class Events:
    """A ring of the newest events and a queue for each listener."""

    def __init__(self) -> None:
        self._ring: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0
        self._listeners: set[asyncio.Queue[Entry]] = set()

    def tell(self, event: Event) -> None:
        """Tell everybody who listens, and who comes back later."""
        self._count += 1
        entry = (self._count, event)
        self._ring.append(entry)
        for listener in self._listeners:
            listener.put_nowait(entry)

    def listen(self, after: int | None) -> asyncio.Queue[Entry]:
        """A queue of what comes now, begun with what came after event `after`."""
        queue: asyncio.Queue[Entry] = asyncio.Queue()
        if after is not None:
            # A number from before a reset: everything is new.
            since = after if after <= self._count else 0
            for entry in self._ring:
                if entry[0] > since:
                    queue.put_nowait(entry)
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[Entry]) -> None:
        """Tell this listener nothing more."""
        self._listeners.discard(queue)


def in_words(event: Event) -> dict[str, Any]:
    """The event as JSON tells it."""
    return event() if callable(event) else event
