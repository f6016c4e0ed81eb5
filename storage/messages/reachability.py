"""Chats that cannot be sent messages now, and the release of their parked messages.

People block the bot, services do not allow a message now, groups remove the bot or get a new id. A
message that a chat cannot get is sent to another account of the person (`storage.messages.rerouting`).
Without one it is parked until the person writes, from any account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from storage.engine.statements import Statement
from storage.messages import outbox_states, rerouting, template_messages
from storage.messages.outbox_states import State, is_in
from storage.tables.message import outbox
from storage.tables.person import account, staff_group

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from domain.messages.quota import ParkReason
    from storage.engine.transaction import Transaction

BLOCKED = "blocked"
"""The reason of a parked row whose chat blocked or removed the bot."""
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
    """Whether notices may be sent to a chat. True for an unknown chat."""
    person = tx.one(_REACHABLE, of_channel=channel, of_chat=chat)
    if person is not None:
        return bool(person.reachable)
    group = tx.one(_GROUP_LEFT, of_channel=channel, of_chat=chat)
    return group is None or group.left_at is None


def mark_unreachable(
    tx: Transaction, channel: str, chat: str, at: datetime, among: Collection[str] = ()
) -> None:
    """Park the waiting messages of a chat that blocked or removed the bot.

    Notices are sent to another account of the person instead, if one is on the channels `among`.
    """
    outbox_states.park(tx, BLOCKED, outbox.c.channel == channel, outbox.c.chat == chat)
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
    rerouting.move_parked(tx, channel, chat, among)


def park_row(
    tx: Transaction, row_id: int, channel: str, chat: str, why: str, among: Collection[str] = ()
) -> None:
    """Park a row that the service does not allow now, with the reason `why`.

    It is sent to another account of the person instead, if one is on the channels `among`.
    """
    outbox_states.park(tx, why, outbox.c.id == row_id)
    tx.core.execute(
        update(account)
        .where(account.c.channel == channel, account.c.chat == chat)
        .values(awaited=True)
    )
    rerouting.move_parked(tx, channel, chat, among, only=row_id)


def mark_reachable(tx: Transaction, channel: str, chat: str) -> None:
    """Release the parked messages of a chat, because its person wrote.

    Messages parked at the person's other accounts are sent here, too. Waiting template messages, which
    ask them to write, are withdrawn.
    """
    here = (account.c.channel == channel, account.c.chat == chat)
    template_messages.withdraw(tx, channel, chat)
    tx.core.execute(
        update(account).where(*here).values(reachable=True, stopped_at=None, awaited=False)
    )
    tx.core.execute(
        update(staff_group)
        .where(staff_group.c.channel == channel, staff_group.c.chat == chat)
        .values(left_at=None)
    )
    outbox_states.release(tx, outbox.c.channel == channel, outbox.c.chat == chat)
    for person in tx.core.execute(select(account.c.person_id).where(*here).limit(1)).all():
        rerouting.bring_parked(tx, person.person_id, channel, chat)


def release_parked(
    tx: Transaction, channel: str, chat: str, reasons: Collection[ParkReason], **values: str
) -> None:
    """Release the messages parked in a chat for one of these reasons; delivery decides anew.

    `values` are set in the rows.
    """
    here = (outbox.c.channel == channel, outbox.c.chat == chat)
    outbox_states.release(tx, *here, outbox.c.error.in_(reasons), **values)
    clear_awaited(tx, channel, chat)


def clear_awaited(tx: Transaction, channel: str, chat: str = "") -> None:
    """Send notices to awaited accounts again, if nothing is parked there any more.

    In one chat, or (without a chat) on the whole channel.
    """
    here = [account.c.channel == channel, account.c.awaited]
    if chat:
        here.append(account.c.chat == chat)
    parked = select(outbox.c.id).where(
        outbox.c.channel == account.c.channel,
        outbox.c.chat == account.c.chat,
        is_in(State.PARKED),
    )
    tx.core.execute(update(account).where(*here, ~parked.exists()).values(awaited=False))


def move_chat(tx: Transaction, channel: str, old: str, new: str) -> None:
    """Give a group its new id: its unsent messages and its unit move to it.

    The new id may be reported twice, by the service and by a failed send. If the group is bound again
    already, its unit does not change.
    """
    outbox_states.follow_chat(tx, channel, old, new)
    of_channel = staff_group.c.channel == channel
    if not tx.core.execute(
        select(staff_group.c.id).where(of_channel, staff_group.c.chat == new)
    ).all():
        tx.core.execute(
            update(staff_group).where(of_channel, staff_group.c.chat == old).values(chat=new)
        )
