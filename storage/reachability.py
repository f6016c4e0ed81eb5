"""Who can be written to: people who blocked the bot, groups that put it out, groups that moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from storage.statements import Statement
from storage.tables.messages import outbox
from storage.tables.people import account, staff_group

if TYPE_CHECKING:
    from datetime import datetime

    from storage.transaction import Transaction

_REACHABLE = Statement(
    select(account.c.reachable).where(
        account.c.channel == bindparam("of_channel"), account.c.chat == bindparam("of_chat")
    )
)
_GROUP_LEFT = Statement(
    select(staff_group.c.left_at).where(
        staff_group.c.channel == bindparam("of_channel"),
        staff_group.c.chat == bindparam("of_chat"),
    )
)


def is_reachable(tx: Transaction, channel: str, chat: str) -> bool:
    """Whether news may be sent there; a chat nobody knows is tried."""
    person = tx.one(_REACHABLE, of_channel=channel, of_chat=chat)
    if person is not None:
        return bool(person.reachable)
    group = tx.one(_GROUP_LEFT, of_channel=channel, of_chat=chat)
    return group is None or group.left_at is None


def park(tx: Transaction, channel: str, chat: str, at: datetime) -> None:
    """The person (or group) cannot be reached: what waits for them stops waiting."""
    of_chat = (outbox.c.channel == channel, outbox.c.chat == chat)
    tx.core.execute(
        update(outbox).where(*of_chat, outbox.c.state == "waiting").values(state="parked")
    )
    tx.core.execute(
        update(account)
        .where(account.c.channel == channel, account.c.chat == chat)
        .values(reachable=False, stopped_at=at)
    )
    tx.core.execute(
        update(staff_group)
        .where(staff_group.c.channel == channel, staff_group.c.chat == chat)
        .values(left_at=at)
    )


def unpark(tx: Transaction, channel: str, chat: str) -> None:
    """They wrote again: what was parked waits again, for the next sweep."""
    tx.core.execute(
        update(outbox)
        .where(outbox.c.channel == channel, outbox.c.chat == chat, outbox.c.state == "parked")
        .values(state="waiting")
    )
    tx.core.execute(
        update(account)
        .where(account.c.channel == channel, account.c.chat == chat)
        .values(reachable=True, stopped_at=None)
    )
    tx.core.execute(
        update(staff_group)
        .where(staff_group.c.channel == channel, staff_group.c.chat == chat)
        .values(left_at=None)
    )


def move_chat(tx: Transaction, channel: str, old: str, new: str) -> None:
    """A group got a new id: follow it. Known twice, by the service's word and by a failed send, or
    bound anew already, it stays as it is."""
    waiting = outbox.c.state.in_(("waiting", "parked"))
    tx.core.execute(
        update(outbox)
        .where(outbox.c.channel == channel, outbox.c.chat == old, waiting)
        .values(chat=new)
    )
    of_channel = staff_group.c.channel == channel
    if not tx.core.execute(
        select(staff_group.c.id).where(of_channel, staff_group.c.chat == new)
    ).all():
        tx.core.execute(
            update(staff_group).where(of_channel, staff_group.c.chat == old).values(chat=new)
        )
