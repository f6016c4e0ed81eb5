"""Send notices that cannot reach one account of a person to another account.

The rows are changed in place, so receipts and corrections still find them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.messages import outbox_states
from storage.messages.outbox_states import State, is_in
from storage.people.people import BEST_FIRST
from storage.tables.message import outbox
from storage.tables.person import account

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from storage.engine.transaction import Transaction


def chats_to_move(tx: Transaction, channel: str, among: Collection[str], limit: int) -> list[str]:
    """Chats with waiting notices whose person has another account on a channel of `among`."""
    other = account.alias()
    rows = tx.core.execute(
        select(outbox.c.chat)
        .join(account, (account.c.channel == outbox.c.channel) & (account.c.chat == outbox.c.chat))
        .join(other, (other.c.person_id == account.c.person_id) & (other.c.id != account.c.id))
        .where(
            is_in(State.WAITING),
            outbox.c.channel == channel,
            outbox.c.rank > 0,
            outbox.c.operation == "send",
            other.c.channel.in_(among),
            other.c.reachable,
            other.c.awaited.is_(False),
        )
        .distinct()
        .limit(limit)
    )
    return [row.chat for row in rows]


def move_waiting(tx: Transaction, channel: str, chat: str, among: Collection[str]) -> None:
    """Move the waiting notices of a chat, whose channel is down, to another account.

    It must be the same person's, on one of the channels `among`. Without one they still wait.
    """
    other = _best_other_account(tx, channel, chat, among)
    if other is not None:
        outbox_states.readdress(tx, _news(tx, channel, chat, State.WAITING), *other)


def move_parked(
    tx: Transaction, channel: str, chat: str, among: Collection[str], *, only: int | None = None
) -> None:
    """Move the parked notices of a chat (or only the row `only`) to another account.

    It must be the same person's, on one of the channels `among`. Without one they stay parked.
    """
    other = _best_other_account(tx, channel, chat, among)
    if other is not None:
        parked = _news(tx, channel, chat, State.PARKED)
        chosen = [row for row in parked if only is None or row.id == only]
        outbox_states.readdress(tx, chosen, *other)


def bring_parked(tx: Transaction, person_id: int, channel: str, chat: str) -> None:
    """Send the messages parked at the person's other accounts to this chat."""
    others = tx.core.execute(
        select(account.c.channel, account.c.chat).where(account.c.person_id == person_id)
    ).all()
    for other in others:
        if (other.channel, other.chat) != (channel, chat):
            parked = _news(tx, other.channel, other.chat, State.PARKED)
            outbox_states.readdress(tx, parked, channel, chat)


def _best_other_account(
    tx: Transaction, channel: str, chat: str, among: Collection[str]
) -> tuple[str, str] | None:
    """(channel, chat) of the best other account of the person whose private chat this is."""
    here = select(account.c.person_id).where(account.c.channel == channel, account.c.chat == chat)
    rows = tx.core.execute(
        select(account.c.channel, account.c.chat)
        .where(
            account.c.person_id.in_(here),
            account.c.reachable,
            account.c.awaited.is_(False),
            account.c.channel.in_(among),
        )
        .order_by(*BEST_FIRST)
    )
    found = [(row.channel, row.chat) for row in rows]
    return next((other for other in found if other != (channel, chat)), None)


def _news(tx: Transaction, channel: str, chat: str, state: State) -> Sequence[Any]:
    """A chat's notices in a state; not its replies, which make no sense in another chat."""
    return tx.core.execute(
        select(outbox.c.id, outbox.c.channel, outbox.c.content).where(
            outbox.c.channel == channel,
            outbox.c.chat == chat,
            is_in(state),
            outbox.c.operation == "send",
            outbox.c.rank > 0,
        )
    ).all()
