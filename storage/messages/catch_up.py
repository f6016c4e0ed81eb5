"""Notices of one person that can be bundled, and chats whose parked notices can be released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.messages import outbox as queue
from storage.messages.outbox_states import State, is_in
from storage.tables.message import conversation, outbox, personal_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from domain.messages.quota import ParkReason
    from storage.engine.transaction import Transaction


def waiting_notices(tx: Transaction, channel: str, chat: str, now: datetime) -> Sequence[Any]:
    """The notices that are due in a chat, oldest first.

    Each has id, person_id, submission_id, topic, origin, created_at, content, body.
    """
    return tx.core.execute(
        select(
            outbox.c.id,
            outbox.c.person_id,
            outbox.c.submission_id,
            outbox.c.topic,
            outbox.c.origin,
            outbox.c.created_at,
            outbox.c.content,
            personal_text.c.body,
        )
        .select_from(outbox.join(personal_text, personal_text.c.id == outbox.c.text_id))
        .where(
            outbox.c.channel == channel,
            outbox.c.chat == chat,
            is_in(State.WAITING),
            outbox.c.rank != queue.REPLY,
            outbox.c.operation == "send",
            outbox.c.not_before <= now,
        )
        .order_by(outbox.c.id)
    ).all()


def chats_with_parked(
    tx: Transaction,
    channel: str,
    reasons: Collection[ParkReason],
    *,
    heard_after: datetime | None = None,
    heard_before: datetime | None = None,
    due_before: datetime | None = None,
    limit: int | None = None,
) -> list[str]:
    """Chats of a channel where notices are parked for one of these reasons.

    `heard_after`, `heard_before`: only where the person last wrote after or before this moment.
    `due_before`: only where a notice was due before this moment. Moments are UTC.
    """
    rows = (
        select(outbox.c.chat)
        .where(
            is_in(State.PARKED),
            outbox.c.channel == channel,
            outbox.c.error.in_(reasons),
        )
        .distinct()
        .limit(limit)
    )
    if due_before is not None:
        rows = rows.where(outbox.c.not_before <= due_before)
    if heard_after is not None or heard_before is not None:
        rows = rows.join(
            conversation,
            (conversation.c.channel == outbox.c.channel) & (conversation.c.chat == outbox.c.chat),
        )
    if heard_after is not None:
        rows = rows.where(conversation.c.heard_at > heard_after)
    if heard_before is not None:
        rows = rows.where(conversation.c.heard_at < heard_before)
    return [row.chat for row in tx.core.execute(rows)]
