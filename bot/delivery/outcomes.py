"""What became of each row, recorded in batches; kept in memory until the database took it."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bot.process import metrics
from storage.messages import outbox_states

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.delivery.quota import Charge
    from bot.delivery.retry_policy import Decision
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow
    from storage.messages.outbox_states import Sent


class Outcome(NamedTuple):
    """One row's end, or its failure."""

    row: OutboxRow
    sent: Sent | None = None
    decision: Decision | None = None
    charge: Charge | None = None
    """What it cost: also when its answer was lost."""


class Outcomes:
    """Collects outcomes and writes them; `recorded` is told of each once it is durable."""

    def __init__(self, database: Database, recorded: Callable[[Outcome], None]) -> None:
        self._database = database
        self._recorded = recorded
        self._new: deque[Outcome] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self.given: dict[int, str] = {}
        """The service's ids of rows sent whose mark is not durable."""

    def add(self, outcome: Outcome) -> None:
        """Have it written with the next batch."""
        if outcome.sent is not None:
            self.given[outcome.row.id] = outcome.sent.provider_message
        self._new.append(outcome)
        self._wake.set()

    def stop(self) -> None:
        """`run` returns when everything is written."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Write what came in, as long as it takes: an ill database is waited for, nothing is sent
        again meanwhile. The next messages wait until it is recorded, so it joins the next commit."""
        while self._new or not self._stopping:
            if not self._new:
                self._wake.clear()
                await self._wake.wait()
                continue
            batch: list[Outcome] = []
            await self._database.join(partial(self._write, batch))
            for outcome in batch:
                if outcome.charge is not None:
                    paid = outcome.charge
                    metrics.MESSAGES.labels(paid.channel, paid.cost).inc(paid.messages)
                self.given.pop(outcome.row.id, None)
                self._recorded(outcome)

    def _write(self, batch: list[Outcome], tx: Transaction) -> None:
        """In the writer's thread: also what came in since it was asked for. When it runs again,
        the batch holds what it wrote in vain."""
        while self._new:
            batch.append(self._new.popleft())
        outbox_states.mark_sent(
            tx, [outcome.sent for outcome in batch if outcome.sent is not None]
        )
        for outcome in batch:
            if outcome.charge is not None:
                outcome.charge.keep(tx)
            if outcome.decision is not None and outcome.decision.record is not None:
                outcome.decision.record(tx)
