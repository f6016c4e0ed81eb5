"""Which outbox rows one channel's delivery has in memory, so that no row is queued twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.delivery.queue import Key


class LoadedRows:
    """Ids of rows that are queued, being sent, or sent and not yet recorded."""

    def __init__(self) -> None:
        self._chats: dict[int, Key] = {}
        self._withdrawn: set[int] = set()
        """Rows that are being sent now but must not be sent again."""
        self._done: set[int] = set()
        """Rows that ended since the current sweep began: its result may still hold them."""

    def __len__(self) -> int:
        return len(self._chats)

    def ids(self) -> frozenset[int]:
        """The ids of all loaded rows."""
        return frozenset(self._chats)

    def knows(self, row_id: int) -> bool:
        """Whether the row is loaded, or ended while the database was being read."""
        return row_id in self._chats or row_id in self._done

    def add(self, row_id: int, key: Key) -> None:
        """Load a row of this chat."""
        self._chats[row_id] = key

    def remove(self, row_id: int) -> None:
        """Unload a row: it is recorded, or back in the database."""
        self._chats.pop(row_id, None)
        self._withdrawn.discard(row_id)
        self._done.add(row_id)

    def chat_of(self, row_id: int) -> Key | None:
        """The chat of a loaded row."""
        return self._chats.get(row_id)

    def withdraw(self, row_id: int) -> None:
        """Never send this row (again)."""
        self._done.add(row_id)
        if row_id in self._chats:
            self._withdrawn.add(row_id)

    def is_withdrawn(self, row_id: int) -> bool:
        """Whether the row may not be sent again."""
        return row_id in self._withdrawn

    def begin_sweep(self) -> None:
        """Forget what ended before this sweep: the database's answer will not hold it any more."""
        self._done.clear()
