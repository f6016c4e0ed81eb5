"""Reads the due rows of one channel; a row whose reader lost the authority to read it is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from storage.engine.transaction import Transaction
from storage.messages import outbox, outbox_states
from storage.messages.outbox_row import OutboxRow

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.database import Database

Unauthorised = Callable[[Transaction, Sequence[OutboxRow]], Collection[int]]
"""The ids of those rows whose reader may not get them any more."""


def nothing(_tx: Transaction, _rows: Sequence[OutboxRow]) -> Collection[int]:
    """Every reader may get every row."""
    return ()


class DueRows:
    """The rows of a channel that waited: what was just queued does not come this way."""

    def __init__(self, database: Database, channel: str, unauthorised: Unauthorised) -> None:
        self._database = database
        self._channel = channel
        self._unauthorised = unauthorised

    async def read(self, until: datetime, most: int, *, but: Collection[int]) -> list[OutboxRow]:
        """At most `most` rows that are due at `until`, without the ids in `but`.

        Raises `DatabaseIll`.
        """

        def work(tx: Transaction) -> tuple[list[OutboxRow], Collection[int]]:
            rows = outbox.due(tx, self._channel, until, most, but=but)
            return rows, self._unauthorised(tx, rows)

        rows, refused = await self._database.read(work)
        if refused:
            await self._database.transact(lambda tx: outbox_states.withdraw_rows(tx, refused))
        return [row for row in rows if row.id not in refused]
