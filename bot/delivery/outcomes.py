"""What became of each row, recorded in batches; kept in memory until the database took it."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.channels.contract import Moved, Refused, SendError, Throttled, TryAgain, Unreachable
from storage import outbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from bot.clock import Clock
    from bot.delivery.queue import ChatQueue
    from storage.database import Database
    from storage.outbox import OutboxRow
    from storage.transaction import Transaction

    class Forget(Protocol):
        def __call__(self, row: OutboxRow, *, whole_chat: bool) -> None: ...


log = logging.getLogger(__name__)

TRIES = 8
"""After so many failures that count, a row is a dead letter."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=20)
REFUSED_CONNECTION_PAUSE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class _Outcome:
    row: OutboxRow
    record: Callable[[Transaction], None] | None
    """How it is recorded; None: sent."""
    sent: outbox.Sent | None = None
    whole_chat: bool = False


class Outcomes:
    """Collects outcomes and writes them; `forget` is told once they are durable."""

    def __init__(self, database: Database, clock: Clock, forget: Forget) -> None:
        self._database = database
        self._clock = clock
        self._forget = forget
        self._new: list[_Outcome] = []
        self._wake = asyncio.Event()
        self._stopping = False
        self.sending: set[int] = set()
        """Rows sent or being sent whose outcome is not durable."""
        self.given: dict[int, str] = {}
        """The service's ids of rows sent whose mark is not durable."""

    def sent(self, row: OutboxRow, given: str) -> None:
        """It arrived, as `given`."""
        self.given[row.id] = given
        self._add(_Outcome(row, None, outbox.Sent(row.id, given, self._clock.now())))

    def failed(self, row: OutboxRow, error: SendError, queue: ChatQueue) -> None:
        """It did not, or nobody knows."""
        if isinstance(error, Throttled):
            queue.paused_until = asyncio.get_running_loop().time() + error.seconds
            self._retry(row, timedelta(seconds=error.seconds), error, counts=False)
        elif isinstance(error, Unreachable):
            log.info("a chat cannot be reached; what waits for it is parked")
            now = self._clock.now()
            self._add(
                _Outcome(
                    row, lambda tx: outbox.park(tx, row.channel, row.chat, now), whole_chat=True
                )
            )
        elif isinstance(error, Moved):
            self._add(
                _Outcome(
                    row, lambda tx: outbox.move_chat(tx, row.channel, row.chat, error.chat),
                    whole_chat=True,
                )
            )  # fmt: skip
        elif isinstance(error, TryAgain):
            self._try_again(row, error)
        else:
            self._give_up(row, error)

    def _try_again(self, row: OutboxRow, error: TryAgain) -> None:
        if error.ambiguous:
            if row.ambiguous:
                self._give_up(row, Refused("two answers were lost; it may have arrived"))
                return
            log.warning("row %s: the answer was lost, it may arrive twice (ambiguous)", row.id)
            self._retry(row, FIRST_PAUSE, error, counts=True, ambiguous=True)
        elif not error.counts:
            self._retry(row, REFUSED_CONNECTION_PAUSE, error, counts=False)
        elif row.attempts + 1 >= TRIES:
            self._give_up(row, error)
        else:
            pause = min(FIRST_PAUSE * 2**row.attempts, LONGEST_PAUSE)
            jitter = random.uniform(0.8, 1.2)  # noqa: S311 no secret hangs on it
            self._retry(row, pause * jitter, error, counts=True)

    def _retry(
        self,
        row: OutboxRow,
        pause: timedelta,
        error: SendError,
        *,
        counts: bool,
        ambiguous: bool = False,
    ) -> None:
        again: datetime = self._clock.now() + pause
        self._add(
            _Outcome(
                row,
                lambda tx: outbox.mark_retry(
                    tx, row.id, not_before=again, error=str(error), counts=counts,
                    ambiguous=ambiguous,
                ),
            )
        )  # fmt: skip

    def _give_up(self, row: OutboxRow, error: SendError) -> None:
        log.error("row %s is a dead letter: %s", row.id, type(error).__name__)
        self._add(_Outcome(row, lambda tx: outbox.mark_dead(tx, row.id, str(error))))

    def _add(self, outcome: _Outcome) -> None:
        self._new.append(outcome)
        self._wake.set()

    def stop(self) -> None:
        """`run` returns when everything is written."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Write what came in, one transaction for all of it, as long as it takes."""
        while self._new or not self._stopping:
            if not self._new:
                self._wake.clear()
                await self._wake.wait()
                continue
            batch, self._new = self._new, []
            await self._database.transact(partial(_write, batch), patience=None)
            for outcome in batch:
                self.sending.discard(outcome.row.id)
                self.given.pop(outcome.row.id, None)
                self._forget(outcome.row, whole_chat=outcome.whole_chat)


def _write(batch: list[_Outcome], tx: Transaction) -> None:
    outbox.mark_sent(tx, [outcome.sent for outcome in batch if outcome.sent is not None])
    for outcome in batch:
        if outcome.record is not None:
            outcome.record(tx)
