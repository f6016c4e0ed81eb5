"""Broadcasts: one row each, and a cursor that feeds the outbox in batches.

A batch and the cursor's move are one transaction, so after a crash nobody is skipped and nobody gets
the message twice. `cursor` is the id of the last person who was fed, `payload["upto"]` the last id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from storage.messages import outbox_states
from storage.messages.outbox_states import State, is_in
from storage.tables.message import conversation, outbox
from storage.tables.person import account, person
from storage.tables.work import broadcast

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

ANNOUNCEMENT, CONSULTATION_ANSWER = "announcement", "consultation_answer"
SENDING, STOPPED, DONE = "sending", "stopped", "done"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One message for many people."""

    id: int
    kind: str
    state: str
    payload: dict[str, Any]
    total: int
    """The number of recipients."""
    cursor: int
    official_id: int | None
    created_at: datetime

    @property
    def origin(self) -> str:
        """The origin of its outbox rows."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a broadcast; the three numbers add up to its total."""

    sent: int
    waiting: int
    unreachable: int


_COLUMNS = [broadcast.c[name] for name in Broadcast.__slots__]


def begin(
    tx: Transaction,
    kind: str,
    payload: dict[str, Any],
    *,
    total: int,
    official_id: int | None,
    now: datetime,
) -> Broadcast:
    """Store a new broadcast; its cursor is before the first person."""
    row = tx.core.execute(
        insert(broadcast)
        .values(
            kind=kind,
            state=SENDING,
            payload=payload,
            total=total,
            cursor=0,
            official_id=official_id,
            created_at=now,
            finished_at=None,
        )
        .returning(*_COLUMNS)
    ).one()
    return Broadcast(*row)


def by_id(tx: Transaction, broadcast_id: int) -> Broadcast | None:
    """The broadcast, or None."""
    row = tx.core.execute(select(*_COLUMNS).where(broadcast.c.id == broadcast_id)).first()
    return Broadcast(*row) if row else None


def sending(tx: Transaction) -> list[Broadcast]:
    """Broadcasts that are not finished, oldest first."""
    rows = tx.core.execute(
        select(*_COLUMNS).where(broadcast.c.state == SENDING).order_by(broadcast.c.id)
    )
    return [Broadcast(*row) for row in rows]


def move(tx: Transaction, one: Broadcast, cursor: int) -> None:
    """Move the cursor: the outbox has a row for everybody up to this id."""
    tx.core.execute(update(broadcast).where(broadcast.c.id == one.id).values(cursor=cursor))


def note(tx: Transaction, one: Broadcast, **payload: Any) -> None:
    """Add values to the broadcast's payload."""
    changed = {**one.payload, **payload}
    tx.core.execute(update(broadcast).where(broadcast.c.id == one.id).values(payload=changed))


def finish(tx: Transaction, one: Broadcast, state: str, now: datetime) -> bool:
    """End a broadcast as `DONE` or `STOPPED`; returns False when it had ended before."""
    row = tx.core.execute(
        update(broadcast)
        .where(broadcast.c.id == one.id, broadcast.c.state == SENDING)
        .values(state=state, finished_at=now)
        .returning(broadcast.c.id)
    ).first()
    return row is not None


def withdraw(tx: Transaction, origin: str, *, channel: str = "", chat: str = "") -> int:
    """Withdraw what is not sent of the broadcasts whose origin begins with `origin`.

    In one chat, or everywhere. Returns how many messages.
    """
    which = [outbox.c.rank == 2, outbox.c.origin.startswith(origin, autoescape=True)]
    if chat:
        which += [outbox.c.channel == channel, outbox.c.chat == chat]
    return outbox_states.withdraw(tx, *which)


def progress(tx: Transaction, one: Broadcast) -> Progress:
    """Count a broadcast's messages by state; people without a message yet count as waiting."""
    rows: Any = tx.core.execute(
        select(outbox.c.state, func.count())
        .where(outbox.c.rank == 2, outbox.c.origin == one.origin)
        .group_by(outbox.c.state)
    ).all()
    found: dict[str, int] = dict(rows)
    sent = found.get(State.SENT, 0)
    unreachable = found.get(State.DEAD, 0) + found.get(State.PARKED, 0)
    waiting = found.get(State.WAITING, 0)
    if one.state == SENDING:
        waiting = max(one.total - sent - unreachable - found.get(State.WITHDRAWN, 0), 0)
    return Progress(sent, waiting, unreachable)


def in_queue(tx: Transaction) -> int:
    """The number of broadcast messages that wait in the outbox."""
    number: int = tx.core.execute(
        select(func.count()).where(outbox.c.rank == 2, is_in(State.WAITING))
    ).scalar_one()
    return number


def subscribers(tx: Transaction, *, after: int, upto: int, limit: int) -> list[int]:
    """Ids of subscribers to announcements, above `after` and up to `upto`, in order."""
    rows = tx.core.execute(
        select(person.c.id)
        .where(person.c.announcements, person.c.id > after, person.c.id <= upto)
        .order_by(person.c.id)
        .limit(limit)
    )
    return [row.id for row in rows]


def silent_subscribers(tx: Transaction, channel: str, heard_before: datetime) -> int:
    """Count the subscribers with only this channel who last wrote before `heard_before`.

    The service allows no free message to them.
    """
    elsewhere = account.alias()
    recently = select(conversation.c.chat).where(
        conversation.c.channel == account.c.channel,
        conversation.c.chat == account.c.chat,
        conversation.c.heard_at >= heard_before,
    )
    number: int = tx.core.execute(
        select(func.count())
        .select_from(person.join(account, account.c.person_id == person.c.id))
        .where(
            person.c.announcements,
            account.c.channel == channel,
            ~recently.exists(),
            ~select(elsewhere.c.id)
            .where(elsewhere.c.person_id == person.c.id, elsewhere.c.id != account.c.id)
            .exists(),
        )
    ).scalar_one()
    return number


def subscriber_count(tx: Transaction) -> tuple[int, int]:
    """(The number of subscribers to announcements, the largest of their ids)."""
    row = tx.core.execute(
        select(func.count(), func.coalesce(func.max(person.c.id), 0)).where(person.c.announcements)
    ).one()
    return row[0], row[1]
