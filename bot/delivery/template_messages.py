"""Parks a message that the service does not allow now, and queues a template message.

A template message is a text that the service approved. It asks the person to write, after which the
parked message can be sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.contract import Operation
from domain.cases.tracking_code import format_code
from domain.messages.message import Outgoing
from domain.messages.quota import may_send_template, month_of
from storage.messages import outbox, quota, reachability, template_messages

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from domain.messages.quota import ParkReason, QuotaRules
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow


def move_or_park(
    tx: Transaction,
    row: OutboxRow,
    reason: ParkReason,
    channels: Collection[str],
    rules: QuotaRules | None,
    now: datetime,
) -> None:
    """Move the row to another account of the person on one of `channels`, else park it.

    A parked row about a case queues a template message, once until the person writes, if the rules
    of the channel allow one.
    """
    channel, chat = row.channel, row.chat
    reachability.park_row(tx, row.id, channel, chat, reason.value, channels)
    if rules is None or not rules.has_templates or row.operation != Operation.SEND:
        return
    case = template_messages.case_of_parked(tx, row.id, channel, chat)
    if case is None or not may_send_template(
        rules,
        reason=reason,
        rank=row.rank,
        asked=template_messages.latest(tx, channel, chat) is not None,
        used=quota.used(tx, channel, month_of(now)),
    ):
        return
    outbox.put(
        tx,
        channel=channel,
        chat=chat,
        now=now,
        message=Outgoing(format_code(case.code)),
        rank=outbox.NOTICE,
        person_id=case.person_id,
        operation=Operation.TEMPLATE,
        origin="nudge",
        submission_id=case.id,
    )
