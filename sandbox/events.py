"""What happens, told live to whoever listens; a listener that comes back misses nothing recent."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

KEPT = 2000


class Events:
    """A ring of the newest events and a queue for each listener."""

    def __init__(self) -> None:
        self._ring: deque[tuple[int, dict[str, Any]]] = deque(maxlen=KEPT)
        self._count = 0
        self._listeners: set[asyncio.Queue[tuple[int, dict[str, Any]]]] = set()

    def tell(self, event: dict[str, Any]) -> None:
        """Tell everybody who listens."""
        if not self._listeners and event["type"] == "call":
            return
        self._count += 1
        entry = (self._count, event)
        self._ring.append(entry)
        for listener in self._listeners:
            listener.put_nowait(entry)

    def listen(self, after: int | None) -> asyncio.Queue[tuple[int, dict[str, Any]]]:
        """A queue of what comes now, begun with what came after event `after`."""
        queue: asyncio.Queue[tuple[int, dict[str, Any]]] = asyncio.Queue()
        if after is not None:
            for entry in self._ring:
                if entry[0] > after:
                    queue.put_nowait(entry)
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[tuple[int, dict[str, Any]]]) -> None:
        """Tell this listener nothing more."""
        self._listeners.discard(queue)
