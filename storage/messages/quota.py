"""Counts of sent messages by chat, month and cost, for the quotas of a service.

Counted in the transaction that marks a message as sent, so that the counts survive a crash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from domain.messages.quota import Cost
from storage.engine.dialects import insert_or_add
from storage.engine.statements import Statement
from storage.tables.service import service_use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.engine.transaction import Transaction

EVERYBODY = ""
_KEYS = ("channel", "chat", "month", "cost")
_ADD = Statement(insert_or_add(service_use, _KEYS, "messages"))
_USED = Statement(
    select(service_use.c.cost, service_use.c.messages).where(
        service_use.c.channel == bindparam("of_channel"),
        service_use.c.chat == bindparam("of_chat"),
        service_use.c.month == bindparam("of_month"),
    )
)


def add(tx: Transaction, uses: Iterable[tuple[str, str, str, Cost, int]]) -> None:
    """Add to the counts; each entry is (channel, chat, month, cost, number)."""
    rows = [
        {"channel": channel, "chat": who, "month": month, "cost": cost, "messages": messages}
        for channel, chat, month, cost, messages in uses
        for who in (chat, EVERYBODY)
    ]
    if rows:
        tx.run_many(_ADD, rows)


def used(tx: Transaction, channel: str, month: str, chat: str = EVERYBODY) -> dict[Cost, int]:
    """The numbers of messages sent in a month, to one chat or to everybody, by cost."""
    rows = tx.all(_USED, of_channel=channel, of_chat=chat, of_month=month)
    return {Cost(row.cost): row.messages for row in rows}


def forget(tx: Transaction, before: str) -> int:
    """Delete the counts of months before this one; returns how many rows."""
    return tx.core.execute(delete(service_use).where(service_use.c.month < before)).rowcount
