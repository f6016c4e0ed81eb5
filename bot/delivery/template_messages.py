"""What is held, and the approved text that asks its person to write: then it can be said."""

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

    from domain.messages.quota import QuotaRules
    from storage.engine.transaction import Transaction
    from storage.messages.outbox_row import OutboxRow


def hold(
    tx: Transaction,
    row: OutboxRow,
    why: str,
    channels: Collection[str],
    rules: QuotaRules | None,
    now: datetime,
) -> None:
    """Send the row to another account of the person's on one of `channels`, else hold it, and ask
    them to write where the budget has an approved text for that."""
    channel, chat = row.channel, row.chat
    reachability.hold(tx, row.id, channel, chat, why, channels)
    if rules is None or not rules.has_templates or row.operation != Operation.SEND:
        return
    case = template_messages.held_case(tx, row.id, channel, chat)
    if case is None or not may_send_template(
        rules,
        why=why,
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
