"""News that waited for one person, made one message; and whom nothing keeps from writing to again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal_column, select, update

from domain.budget import Why
from storage import outbox as queue
from storage.tables.cases import submission_event
from storage.tables.messages import conversation, outbox, personal_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from storage.transaction import Transaction


def waiting_news(tx: Transaction, channel: str, chat: str, now: datetime) -> Sequence[Any]:
    """The news that is due in a chat, oldest first: id, person_id, submission_id, topic, origin,
    created_at, content, body."""
    return tx.core.execute(
        select(
            outbox.c.id, outbox.c.person_id, outbox.c.submission_id, outbox.c.topic,
            outbox.c.origin, outbox.c.created_at, outbox.c.content, personal_text.c.body,
        )
        .select_from(outbox.join(personal_text, personal_text.c.id == outbox.c.text_id))
        .where(
            outbox.c.channel == channel, outbox.c.chat == chat,
            outbox.c.state == literal_column("'waiting'"), outbox.c.rank != queue.REPLY,
            outbox.c.operation == "send", outbox.c.not_before <= now,
        )
        .order_by(outbox.c.id)
    ).all()  # fmt: skip


def carry(tx: Transaction, rows: Collection[int], by: int) -> None:
    """These rows go out in the row `by`, and whoever follows one of them follows that."""
    tx.core.execute(
        update(outbox)
        .where(outbox.c.id.in_(rows), outbox.c.state == "waiting")
        .values(state="bundled", carried_by=by)
    )
    tx.core.execute(
        update(submission_event).where(submission_event.c.outbox_id.in_(rows)).values(outbox_id=by)
    )
    tx.outbox_withdrawn.extend(rows)


def withdraw(tx: Transaction, rows: Collection[int]) -> None:
    """These rows lost their purpose."""
    tx.core.execute(
        update(outbox)
        .where(outbox.c.id.in_(rows), outbox.c.state == "waiting")
        .values(state="withdrawn")
    )
    tx.outbox_withdrawn.extend(rows)


def open_again(
    tx: Transaction, channel: str, heard_after: datetime, limit: int
) -> list[tuple[str, str]]:
    """(channel, chat) of who wrote since then and for whom something is held all the same: it was
    decided a moment before they wrote."""
    rows = tx.core.execute(
        select(outbox.c.channel, outbox.c.chat)
        .join(
            conversation,
            (conversation.c.channel == outbox.c.channel) & (conversation.c.chat == outbox.c.chat),
        )
        .where(
            outbox.c.state == literal_column("'parked'"), outbox.c.channel == channel,
            outbox.c.error.in_((Why.WINDOW, Why.COSTS)), conversation.c.heard_at > heard_after,
        )
        .distinct()
        .limit(limit)
    )  # fmt: skip
    return [(row.channel, row.chat) for row in rows]


def held_for_quota(tx: Transaction, channel: str) -> list[tuple[str, str]]:
    """(channel, chat) of who waits because the month's messages were used up."""
    rows = tx.core.execute(
        select(outbox.c.channel, outbox.c.chat)
        .where(
            outbox.c.state == literal_column("'parked'"), outbox.c.channel == channel,
            outbox.c.error == Why.QUOTA,
        )
        .distinct()
    )  # fmt: skip
    return [(row.channel, row.chat) for row in rows]
