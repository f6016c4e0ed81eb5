"""The queue of updates for a bot, in the order of their ids."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that are sent only if `allowed_updates` names them.

See core.telegram.org/bots/api#getupdates.
"""


@dataclass(eq=False, slots=True)
class Update:
    """One update, which waits until an offset or a webhook's 2xx confirms it."""

    id: int
    body: dict[str, Any]
    chat_id: int
    again: bool = False
    """Redelivered: an offset confirms it only after it was fetched once more."""


class Pending:
    """A queue from which only a confirmation removes an update."""

    def __init__(self, first_id: int, report: Callable[[Update, str], None]) -> None:
        self._queue: deque[Update] = deque()
        self._made: dict[int, Update] = {}
        self._ids = itertools.count(first_id)
        self._report = report
        self.allowed: list[str] | None = None
        """The kinds that the last `allowed_updates` of getUpdates or setWebhook named."""
        self.confirmed = 0
        """The highest confirmed id."""

    def __len__(self) -> int:
        return len(self._queue)

    def wants(self, kind: str) -> bool:
        """Return whether the bot asked for this kind. Other updates are never made."""
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def add(self, kind: str, body: dict[str, Any], chat_id: int) -> int | None:
        """Queue a new update. Return its id, or None for a kind that the bot did not ask for."""
        if not self.wants(kind):
            return None
        update_id = next(self._ids)
        self._wait(Update(update_id, {"update_id": update_id, kind: body}, chat_id))
        return update_id

    def add_raw(self, body: dict[str, Any], chat_id: int) -> int:
        """Queue an update with a given body. Without an id it gets the next one."""
        update_id = int(body.get("update_id") or next(self._ids))
        self._wait(Update(update_id, {**body, "update_id": update_id}, chat_id, again=True))
        return update_id

    def again(self, update_id: int) -> bool:
        """Queue an update once more. Return False if it never existed."""
        update = self._made.get(update_id)
        if update is None:
            return False
        update.again = True
        if update not in self._queue:
            self._wait(update)
        return True

    def _wait(self, update: Update) -> None:
        self._made[update.id] = update
        in_order = not self._queue or self._queue[-1].id < update.id
        self._queue.append(update)
        if not in_order:
            self._queue = deque(sorted(self._queue, key=lambda one: one.id))
        self._report(update, "received")

    def first(self, most: int) -> list[Update]:
        """Return the `most` oldest updates. They stay in the queue."""
        found = list(itertools.islice(self._queue, most))
        for update in found:
            update.again = False
            self._report(update, "fetched")
        return found

    def confirm_before(self, offset: int) -> None:
        """Remove the updates below `offset`. A negative offset keeps the last -`offset` ones."""
        if offset < 0:
            while len(self._queue) > -offset:
                self._confirm(self._queue.popleft())
            return
        held: list[Update] = []
        while self._queue and self._queue[0].id < offset:
            update = self._queue.popleft()
            if update.again:
                held.append(update)
            else:
                self._confirm(update)
        self._queue.extendleft(reversed(held))

    def confirm(self, update: Update) -> None:
        """Remove an update that a webhook accepted."""
        if update in self._queue:
            self._queue.remove(update)
            self._confirm(update)

    def _confirm(self, update: Update) -> None:
        self.confirmed = max(self.confirmed, update.id)
        self._report(update, "confirmed")

    def drop(self) -> None:
        """Remove all waiting updates (`drop_pending_updates`)."""
        self._queue.clear()

    def waiting(self) -> list[int]:
        """Return the ids of the waiting updates, the oldest first."""
        return [update.id for update in self._queue]

    @property
    def count(self) -> int:
        """The number of all updates."""
        return len(self._made)
