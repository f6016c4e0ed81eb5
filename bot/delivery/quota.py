"""Charges each message against its channel's quota before it is sent.

A message that the quota or a time window does not allow is not sent (`NotAllowedNow`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.contract import NotAllowedNow, NotBefore, Operation, TryAgain
from domain.messages.quota import (
    MAX_REPLY_DELAY,
    Cost,
    cost_of,
    cost_of_template,
    cost_when_paid,
    month_of,
)
from storage.messages import quota
from storage.messages.outbox import BUNDLE, REPLY
from storage.updates import conversations

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.channels.contract import SendError
    from bot.process.clock import Clock
    from domain.messages.message import Outgoing
    from domain.messages.quota import ParkReason, QuotaRules
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

UNCOUNTED = (Operation.DELETE, Operation.MENU)
"""Operations that are no message on a service with a quota."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What was charged for one row."""

    channel: str
    chat: str
    month: str
    cost: Cost
    messages: int

    refund: Callable[[Charge], None]

    def record(self, tx: Transaction) -> None:
        """Add the charge to the counts in the database."""
        quota.add(tx, [(self.channel, self.chat, self.month, self.cost, self.messages)])

    def after(self, error: SendError) -> Charge | None:
        """The charge that remains after a failure, else None and a refund.

        It remains when the answer was lost, because the message may have arrived.
        """
        if isinstance(error, TryAgain) and error.ambiguous:
            return self
        self.refund(self)
        return None


class MessageQuota:
    """The quota of one channel, in the one process that delivers.

    The month's counts are read once; messages in flight are added in memory.
    """

    def __init__(
        self,
        rules: QuotaRules,
        count_messages: Callable[[Outgoing], int],
        channel: str,
        database: Database,
        clock: Clock,
        polite: Callable[[datetime], datetime],
    ) -> None:
        """`polite` returns the moment itself, or the end of the quiet hours it falls into."""
        self.rules = rules
        self._count_messages = count_messages
        self._channel = channel
        self._database = database
        self._clock = clock
        self._polite = polite
        self._month = ""
        self._used: Counter[Cost] = Counter()

    async def charge(self, row: OutboxRow) -> Charge | None:
        """Charge a row; None when it is no message.

        Raises `NotAllowedNow`, `NotBefore` (a template message in quiet hours), `DatabaseIll`.
        """
        if row.message is None or row.operation in UNCOUNTED:
            return None
        now = self._clock.now()
        month = month_of(now)
        await self._read_month(month)
        if row.operation == Operation.TEMPLATE:
            messages = 1
            found = cost_of_template(self.rules, self._used)
            if found is Cost.TEMPLATE and self._polite(now) > now:
                raise NotBefore(self._polite(now))
        else:
            messages = self._count_messages(row.message)
            last_active_at, paid = await self._person(row, month)
            found = self._cost(row, messages, last_active_at, paid, now)
        if not isinstance(found, Cost):
            raise NotAllowedNow(found)
        # No await since the decision: no other message was charged in between.
        self._used[found] += messages
        return Charge(self._channel, row.chat, month, found, messages, self._refund)

    def _cost(
        self,
        row: OutboxRow,
        messages: int,
        last_active_at: datetime | None,
        paid: int,
        now: datetime,
    ) -> Cost | ParkReason:
        found = cost_of(
            self.rules,
            rank=row.rank,
            messages=messages,
            last_active_at=last_active_at,
            now=now,
            used=self._used,
        )
        if found is not Cost.PAID:
            return found
        gathered = row.origin == BUNDLE
        return cost_when_paid(
            self.rules, messages=messages, paid_to_person=paid, gathered=gathered
        )

    def _refund(self, charge: Charge) -> None:
        if charge.month == self._month:
            self._used[charge.cost] -= charge.messages

    async def _read_month(self, month: str) -> None:
        """Read the month's counts when a new month begins."""
        if month == self._month:
            return
        used = await self._database.read(lambda tx: quota.used(tx, self._channel, month))
        if month != self._month:  # no other row's charge read it meanwhile
            self._month, self._used = month, Counter(used)

    async def _person(self, row: OutboxRow, month: str) -> tuple[datetime | None, int]:
        """The person's last act, and the paid messages to them this month.

        The database knows all of them, because a chat has at most one row in flight.
        """
        if self.rules.free_for is None:
            return None, 0
        pays = self.rules.monthly_limits.get(Cost.PAID, 0) > 0

        def work(tx: Transaction) -> tuple[datetime | None, int]:
            used = quota.used(tx, row.channel, month, row.chat) if pays else {}
            return conversations.last_heard(tx, row.channel, row.chat), used.get(Cost.PAID, 0)

        last_active_at, paid = await self._database.read(work)
        if row.rank != REPLY:
            return last_active_at, paid
        # After an erasure nothing is known of the person, and the erasure is still confirmed to them.
        replied_to = row.created_at - MAX_REPLY_DELAY
        return max(last_active_at, replied_to) if last_active_at else replied_to, paid
