"""Who can be written to, and where: people who blocked the bot, services that do not allow a message
now, groups that put the bot out, groups that moved.

What a channel refuses goes to another account that the person linked, in place: whoever follows
the row (a receipt, a correction) follows it there. Without one it is parked until they write, from
whichever account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select, union_all, update

from domain.messages.quota import ParkReason
from storage.engine.statements import Statement
from storage.messages import outbox_states, template_messages
from storage.messages.outbox_states import State, is_in
from storage.people.people import BEST_FIRST
from storage.tables.case import submission_event
from storage.tables.message import outbox, personal_text
from storage.tables.person import account, staff_group

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from storage.engine.transaction import Transaction

BLOCKED = "blocked"
"""ParkReason a parked row waits, unless the service's window or quota held it."""
NOTICE = 1
"""News of a case, as `storage.messages.outbox` ranks them, which imports us."""
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


def park(
    tx: Transaction, channel: str, chat: str, at: datetime, among: Collection[str] = ()
) -> None:
    """The person (or group) cannot be reached there: what waits for them goes to another account
    of theirs on one of the channels `among`, else it stops waiting."""
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
    other = _elsewhere(tx, channel, chat, among)
    if other is not None:
        outbox_states.readdress(tx, _parked(tx, channel, chat), *other)


def hold(
    tx: Transaction, row_id: int, channel: str, chat: str, why: str, among: Collection[str] = ()
) -> None:
    """The service does not allow this row now: it goes to another account of the person's on one of
    the channels `among`, else it is parked until they write, and says `why`."""
    outbox_states.park(tx, why, outbox.c.id == row_id)
    tx.core.execute(
        update(account)
        .where(account.c.channel == channel, account.c.chat == chat)
        .values(awaited=True)
    )
    other = _elsewhere(tx, channel, chat, among)
    if other is not None:
        outbox_states.readdress(
            tx, [row for row in _parked(tx, channel, chat) if row.id == row_id], *other
        )


def stranded(tx: Transaction, channel: str, among: Collection[str], limit: int) -> list[str]:
    """Chats of a channel where news wait whose person has another account on one of `among`."""
    other = account.alias()
    rows = tx.core.execute(
        select(outbox.c.chat)
        .join(
            account, (account.c.channel == outbox.c.channel) & (account.c.chat == outbox.c.chat)
        )
        .join(other, (other.c.person_id == account.c.person_id) & (other.c.id != account.c.id))
        .where(
            is_in(State.WAITING), outbox.c.channel == channel,
            outbox.c.rank > 0, outbox.c.operation == "send",
            other.c.channel.in_(among), other.c.reachable, other.c.awaited.is_(False),
        )
        .distinct()
        .limit(limit)
    )  # fmt: skip
    return [row.chat for row in rows]


def leave(tx: Transaction, channel: str, chat: str, among: Collection[str]) -> None:
    """The channel takes nothing, whoever it is for: the news that wait there go to another account
    of the person's on one of the channels `among`, else they wait on."""
    other = _elsewhere(tx, channel, chat, among)
    if other is not None:
        outbox_states.readdress(tx, _news(tx, channel, chat, State.WAITING), *other)


def unpark(tx: Transaction, channel: str, chat: str) -> None:
    """They wrote again: what was parked waits again, for the next sweep; also what was parked for
    them elsewhere comes here."""
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
        gather(tx, person.person_id, channel, chat)


def let_go(
    tx: Transaction, channel: str, chat: str, reasons: Collection[ParkReason], **values: str
) -> None:
    """What is held there for one of these reasons waits again, to be judged anew; `values` are set."""
    here = (outbox.c.channel == channel, outbox.c.chat == chat)
    outbox_states.release(tx, *here, outbox.c.error.in_(reasons), **values)
    expect(tx, channel, chat)


def expect(tx: Transaction, channel: str, chat: str = "") -> None:
    """News may arrive there again, or (no chat given) everywhere on the channel, where nothing is
    held: they go there as before."""
    here = [account.c.channel == channel, account.c.awaited]
    if chat:
        here.append(account.c.chat == chat)
    is_held = select(outbox.c.id).where(
        outbox.c.channel == account.c.channel, outbox.c.chat == account.c.chat,
        is_in(State.PARKED),
    )  # fmt: skip
    tx.core.execute(update(account).where(*here, ~is_held.exists()).values(awaited=False))


def gather(tx: Transaction, person_id: int, channel: str, chat: str) -> None:
    """Send here what is parked for the person at their other accounts."""
    others = tx.core.execute(
        select(account.c.channel, account.c.chat).where(account.c.person_id == person_id)
    ).all()
    for other in others:
        if (other.channel, other.chat) != (channel, chat):
            outbox_states.readdress(tx, _parked(tx, other.channel, other.chat), channel, chat)


def unreached(
    tx: Transaction, limit: int, *, channels: Collection[str], due_before: datetime
) -> Sequence[Any]:
    """The newest messages about cases that their residents do not get: those that wait until they
    write, those that were given up, and those of `channels` that were due before that moment and did
    not go out; one made of the news of several cases comes once for each. id, channel, chat,
    submission_id, created_at, state, error (why), words."""
    columns = (
        outbox.c.id.label("id"), outbox.c.channel, outbox.c.chat, submission_event.c.submission_id,
        outbox.c.created_at.label("created_at"), outbox.c.state, outbox.c.error, personal_text.c.body.label("words"),
    )  # fmt: skip
    of_case = outbox.join(submission_event, submission_event.c.outbox_id == outbox.c.id).join(
        personal_text, personal_text.c.id == outbox.c.text_id
    )
    which = (
        (is_in(State.PARKED), outbox.c.error != ParkReason.GATHERS),
        (is_in(State.DEAD),),
        (
            is_in(State.WAITING), outbox.c.channel.in_(channels),
            outbox.c.rank == NOTICE, or_(
                outbox.c.not_before < due_before,
                (outbox.c.attempts > 0) & (outbox.c.created_at < due_before),
            ),
        ),
    )  # fmt: skip
    every = union_all(*(select(*columns).select_from(of_case).where(*one) for one in which))
    # By the id SQLite would read the whole table backwards instead of what is parked.
    found = every.order_by(
        every.selected_columns.created_at.desc(), every.selected_columns.id.desc()
    )
    return tx.core.execute(found.limit(limit)).all()


def _elsewhere(
    tx: Transaction, channel: str, chat: str, among: Collection[str]
) -> tuple[str, str] | None:
    """(channel, chat) of the best other account of whose private chat this is."""
    here = select(account.c.person_id).where(account.c.channel == channel, account.c.chat == chat)
    rows = tx.core.execute(
        select(account.c.channel, account.c.chat)
        .where(
            account.c.person_id.in_(here), account.c.reachable, account.c.awaited.is_(False),
            account.c.channel.in_(among),
        )
        .order_by(*BEST_FIRST)
    )  # fmt: skip
    found = [(row.channel, row.chat) for row in rows]
    return next((other for other in found if other != (channel, chat)), None)


def _parked(tx: Transaction, channel: str, chat: str) -> Sequence[Any]:
    return _news(tx, channel, chat, State.PARKED)


def _news(tx: Transaction, channel: str, chat: str, state: State) -> Sequence[Any]:
    """What is in a state there and means something elsewhere: answers to a tap do not."""
    return tx.core.execute(
        select(outbox.c.id, outbox.c.channel, outbox.c.content).where(
            outbox.c.channel == channel, outbox.c.chat == chat, is_in(state),
            outbox.c.operation == "send", outbox.c.rank > 0,
        )
    ).all()  # fmt: skip


def move_chat(tx: Transaction, channel: str, old: str, new: str) -> None:
    """A group got a new id: follow it. Known twice, by the service's word and by a failed send, or
    bound anew already, it stays as it is."""
    outbox_states.follow_chat(tx, channel, old, new)
    of_channel = staff_group.c.channel == channel
    if not tx.core.execute(
        select(staff_group.c.id).where(of_channel, staff_group.c.chat == new)
    ).all():
        tx.core.execute(
            update(staff_group).where(of_channel, staff_group.c.chat == old).values(chat=new)
        )
