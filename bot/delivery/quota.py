"""What each message of one channel may cost, asked before it is sent; what was spent, counted."""

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
    from domain.messages.quota import QuotaRules
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow

UNCOUNTED = (Operation.DELETE, Operation.MENU)
"""What a service with a budget is not asked for, or takes as no message."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What was taken for one row."""

    channel: str
    chat: str
    month: str
    cost: Cost
    messages: int

    give_back: Callable[[Charge], None]

    def keep(self, tx: Transaction) -> None:
        """Count it for good."""
        quota.add(tx, [(self.channel, self.chat, self.month, self.cost, self.messages)])

    def after(self, error: SendError) -> Charge | None:
        """What is spent all the same: the answer was lost, so it may have arrived. Anything else
        costs nothing."""
        if isinstance(error, TryAgain) and error.ambiguous:
            return self
        self.give_back(self)
        return None


class MessageQuota:
    """One for each channel with a budget, in the one process that delivers. The month's counts are
    read once and kept up here: what is under way counts already."""

    def __init__(
        self,
        rules: QuotaRules,
        count_messages: Callable[[Outgoing], int],
        channel: str,
        database: Database,
        clock: Clock,
        polite: Callable[[datetime], datetime],
    ) -> None:
        """`polite`: a moment itself, or the end of the quiet hours it falls into."""
        self.rules = rules
        self._count_messages = count_messages
        self._channel = channel
        self._database = database
        self._clock = clock
        self._polite = polite
        self._month = ""
        self._used: Counter[Cost] = Counter()

    async def charge(self, row: OutboxRow) -> Charge | None:
        """Take what a row costs; None when it is no message. Raises `NotAllowedNow` when it may not be sent
        now, `NotBefore` while nobody's phone should ring, `DatabaseIll`."""
        if row.message is None or row.operation in UNCOUNTED:
            return None
        now = self._clock.now()
        month = month_of(now)
        if month != self._month:
            used = await self._database.read(lambda tx: quota.used(tx, self._channel, month))
            if month != self._month:  # nobody else read it meanwhile
                self._month, self._used = month, Counter(used)
        if row.operation == Operation.TEMPLATE:
            messages = 1
            found = cost_of_template(self.rules, self._used)
            if found is Cost.TEMPLATE and self._polite(now) > now:
                raise NotBefore(self._polite(now))
        else:
            last_active_at, paid_to_person = await self._known(row, month)
            messages = self._count_messages(row.message)
            found = cost_of(
                self.rules,
                rank=row.rank,
                messages=messages,
                last_active_at=last_active_at,
                now=now,
                used=self._used,
            )
            if found is Cost.PAID:
                found = cost_when_paid(
                    self.rules,
                    messages=messages,
                    paid_to_person=paid_to_person,
                    gathered=row.origin == BUNDLE,
                )
        if not isinstance(found, Cost):
            raise NotAllowedNow(found)
        # Nothing was awaited since it was judged: nobody else took it.
        self._used[found] += messages
        return Charge(self._channel, row.chat, month, found, messages, self._give_back)

    def _give_back(self, charge: Charge) -> None:
        if charge.month == self._month:
            self._used[charge.cost] -= charge.messages

    async def _known(self, row: OutboxRow, month: str) -> tuple[datetime | None, int]:
        """The person's last act, and how many messages were paid for them this month. Of one chat only
        one row is under way: what they cost until now is on record."""
        if self.rules.free_for is None:
            return None, 0
        pays = self.rules.monthly_limits.get(Cost.PAID, 0) > 0

        def work(tx: Transaction) -> tuple[datetime | None, int]:
            paid_to_person = quota.used(tx, row.channel, month, row.chat) if pays else {}
            return conversations.last_heard(tx, row.channel, row.chat), paid_to_person.get(
                Cost.PAID, 0
            )

        last_active_at, paid_to_person = await self._database.read(work)
        if row.rank != REPLY:
            return last_active_at, paid_to_person
        # Who had everything erased is told so, though nothing is known of them any more.
        answers = row.created_at - MAX_REPLY_DELAY
        return max(last_active_at, answers) if last_active_at else answers, paid_to_person
