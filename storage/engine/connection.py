"""The interface of a connection, the same for a SQLite file and a PostgreSQL server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from storage.engine.transaction import Transaction

T = TypeVar("T")

Chat = tuple[str, str]
"""(channel, chat)"""


class Connection(Protocol):
    """A database connection and the one thread that owns it.

    Only `run` and `close` are called from the event loop; everything else runs in the owning thread.
    Errors are the driver's.
    """

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a synchronous function in the thread that owns the connection."""
        ...

    def transaction(self) -> Transaction:
        """A fresh transaction object over this connection."""
        ...

    def begin_writing(self, chats: Collection[Chat]) -> None:
        """Begin a write transaction, and lock these chats for other processes until it ends."""
        ...

    def begin_reading(self) -> None:
        """Begin a read transaction on one snapshot."""
        ...

    def announce(self, withdrawn: Sequence[int]) -> None:
        """Notify other processes, when the transaction commits, that the outbox changed.

        `withdrawn`: ids of rows that are not to be sent any more.
        """
        ...

    def commit_now(self) -> None:
        """Commit the transaction, or raise."""
        ...

    def roll_back_now(self) -> None:
        """Roll back the transaction, if there is one."""
        ...

    @property
    def is_in_transaction(self) -> bool:
        """Whether the transaction is still open; an error may have ended it."""
        ...

    def forget_deleted(self) -> bool:
        """Remove deleted data from where it could still be read: a log, dead rows.

        Returns False when a reader is using it just now. Call it between transactions only.
        """
        ...

    async def close(self) -> None:
        """Close the connection and end its thread."""
        ...
