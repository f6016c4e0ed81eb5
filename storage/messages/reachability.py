"""Which chats can be written to now.

People block the bot, services do not allow a message now, groups remove the bot or get a new id. What a chat cannot get goes to another account of the person's (`storage.messages.rerouting`), else it
is parked until they write, from whichever account.
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
"""Why a row is parked when neither the service's window nor its quota is the reason."""
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
    """Whether news may be sent to a chat. True for a chat that is not known."""
    person = tx.one(_REACHABLE, of_channel=channel, of_chat=chat)
    if person is not None:
        return bool(person.reachable)
    group = tx.one(_GROUP_LEFT, of_channel=channel, of_chat=chat)
    return group is None or group.left_at is None


def mark_unreachable(
    tx: Transaction, channel: str, chat: str, at: datetime, among: Collection[str] = ()
) -> None:
    """The person blocked the bot, or the group removed it: park what waits for the chat.

    News then go to another account of the person's, if there is one on the channels `among`.
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
    """The service does not allow this row now: park it, with the reason `why`.

    It goes to another account of the person's instead, if there is one on the channels `among`.
    """
    outbox_states.park(tx, why, outbox.c.id == row_id)
    tx.core.execute(
        update(account)
        .where(account.c.channel == channel, account.c.chat == chat)
        .values(awaited=True)
    )
    rerouting.move_parked(tx, channel, chat, among, only=row_id)


def mark_reachable(tx: Transaction, channel: str, chat: str) -> None:
    """Somebody wrote from this chat: release what is parked for it.

    What is parked for the person elsewhere comes here. Template messages that would have asked them to
    write are withdrawn.
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
    """Release what is parked in a chat for one of these reasons; delivery decides anew.

    `values` are set in the rows.
    """
    here = (outbox.c.channel == channel, outbox.c.chat == chat)
    outbox_states.release(tx, *here, outbox.c.error.in_(reasons), **values)
    clear_awaited(tx, channel, chat)


def clear_awaited(tx: Transaction, channel: str, chat: str = "") -> None:
    """Send news to awaited accounts again, where nothing is parked any more.

    In one chat, or (no chat given) on the whole channel.
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
    """A group got a new id: what is not sent yet, and the group's unit, follow it.

    It may be reported twice, by the service and by a failed send, or the group may be bound anew
    already; then the unit stays as it is.
    """
    outbox_states.follow_chat(tx, channel, old, new)
    of_channel = staff_group.c.channel == channel
    if not tx.core.execute(
        select(staff_group.c.id).where(of_channel, staff_group.c.chat == new)
    ).all():
        tx.core.execute(
            update(staff_group).where(of_channel, staff_group.c.chat == old).values(chat=new)
        )
