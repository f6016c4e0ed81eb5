"""The live stream of events. A reconnecting listener gets the recent events that it missed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

MOST_EVENTS = 2000

Event = dict[str, Any] | Callable[[], dict[str, Any]]
"""An event, or a function that makes it. Most events are never read, so they are made late."""
Entry = tuple[int, Event]


class Events:
    """A ring of the newest events and a queue for each listener."""

    def __init__(self) -> None:
        self._ring: deque[Entry] = deque(maxlen=MOST_EVENTS)
        self._count = 0
        self._listeners: set[asyncio.Queue[Entry]] = set()

    def publish(self, event: Event) -> None:
        """Send an event to all listeners, and to those that reconnect later."""
        self._count += 1
        entry = (self._count, event)
        self._ring.append(entry)
        for listener in self._listeners:
            listener.put_nowait(entry)

    def subscribe(self, after: int | None) -> asyncio.Queue[Entry]:
        """Return a queue of the events from now on, beginning with those after event `after`."""
        queue: asyncio.Queue[Entry] = asyncio.Queue()
        if after is not None:
            # A larger number is from before a reset, so all events are new.
            since = after if after <= self._count else 0
            for entry in self._ring:
                if entry[0] > since:
                    queue.put_nowait(entry)
        self._listeners.add(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[Entry]) -> None:
        """Send no more events to this listener."""
        self._listeners.discard(queue)


def rendered(event: Event) -> dict[str, Any]:
    """Return the event as JSON-compatible data."""
    return event() if callable(event) else event
