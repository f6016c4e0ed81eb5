"""Records what became of each message, in batches; keeps it in memory until it is committed."""

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
    """What became of one row: it was sent, or a decision about its failure."""

    row: OutboxRow
    sent: Sent | None = None
    decision: Decision | None = None
    charge: Charge | None = None
    """What it counts against the quota; also when its answer was lost."""


class Outcomes:
    """Collects outcomes and writes them; calls `recorded` with each once it is committed."""

    def __init__(self, database: Database, recorded: Callable[[Outcome], None]) -> None:
        self._database = database
        self._recorded = recorded
        self._new: deque[Outcome] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self.message_ids: dict[int, str] = {}
        """The service's message ids of rows that are sent and not recorded yet."""

    def add(self, outcome: Outcome) -> None:
        """Queue the outcome for the next batch."""
        if outcome.sent is not None:
            self.message_ids[outcome.row.id] = outcome.sent.provider_message
        self._new.append(outcome)
        self._wake.set()

    def stop(self) -> None:
        """`run` returns when everything is written."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Write batches until stopped and empty; waits for as long as the database fails.

        A batch joins the next group commit, because the chats' next messages wait for it.
        """
        while self._new or not self._stopping:
            if not self._new:
                self._wake.clear()
                await self._wake.wait()
                continue
            batch: list[Outcome] = []
            await self._database.join(partial(self._write, batch))
            for outcome in batch:
                if outcome.charge is not None:
                    charge = outcome.charge
                    metrics.MESSAGES.labels(charge.channel, charge.cost).inc(charge.messages)
                self.message_ids.pop(outcome.row.id, None)
                self._recorded(outcome)

    def _write(self, batch: list[Outcome], tx: Transaction) -> None:
        """Write the batch and what came in since; runs in the writer's thread.

        It may run again after a rollback: then `batch` still holds what was rolled back.
        """
        while self._new:
            batch.append(self._new.popleft())
        outbox_states.mark_sent(
            tx, [outcome.sent for outcome in batch if outcome.sent is not None]
        )
        for outcome in batch:
            if outcome.charge is not None:
                outcome.charge.record(tx)
            if outcome.decision is not None and outcome.decision.record is not None:
                outcome.decision.record(tx)
