"""What the database asks of a connection, whichever server or file is behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from storage.engine.transaction import Transaction

T = TypeVar("T")

Chat = tuple[str, str]
"""(channel, chat)"""


class Connection(Protocol):
    """A connection and the one thread that uses it; all but `run` and `close` is for that
    thread. Errors are the driver's."""

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a synchronous function in the thread that owns the connection."""
        ...

    def transaction(self) -> Transaction:
        """A fresh transaction object over this connection."""
        ...

    def begin_writing(self, chats: Collection[Chat]) -> None:
        """Begin; nobody else runs a turn of these chats until the commit."""
        ...

    def begin_reading(self) -> None:
        """Begin on one snapshot."""
        ...

    def announce(self, withdrawn: Sequence[int]) -> None:
        """Have other processes told, by the commit, that the outbox changed; some of its rows
        lost their purpose."""
        ...

    def commit_now(self) -> None:
        """Commit, or raise."""
        ...

    def roll_back_now(self) -> None:
        """Leave no transaction open."""
        ...

    @property
    def is_in_transaction(self) -> bool:
        """Whether the transaction is still there: an error may have ended it."""
        ...

    def forget_deleted(self) -> bool:
        """Leave no copy of what was deleted where it could still be read; False when somebody
        reads it just now. Between transactions only."""
        ...

    async def close(self) -> None:
        """Close; the thread ends."""
        ...
