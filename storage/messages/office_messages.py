"""What waits to be sent to somebody because they work for the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from storage.messages import outbox as queue, outbox_states
from storage.tables.case import submission
from storage.tables.message import outbox
from storage.tables.person import account

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction

OF_EVERYBODY = ("drafts", "menu", "edit", "delete")
"""Origins of messages that are not about the office's work, or that take something back."""


def withdraw(tx: Transaction, person_id: int) -> None:
    """Withdraw what waits for this person and is about the office's work.

    That is all but broadcasts to everybody, messages about their own cases, and `OF_EVERYBODY`.
    """
    chats = select(account.c.chat).where(
        account.c.person_id == person_id, account.c.channel == outbox.c.channel
    )
    own = select(submission.c.id).where(submission.c.person_id == person_id)
    outbox_states.withdraw(
        tx,
        outbox.c.chat.in_(chats),
        outbox.c.rank != queue.BROADCAST,
        outbox.c.origin.not_in(OF_EVERYBODY),
        or_(outbox.c.submission_id.is_(None), outbox.c.submission_id.not_in(own)),
    )
