"""Template messages: texts approved by the service that ask a person to write again.

A template message is an outbox row of the operation `template`; its text is only the case's code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, literal_column, select

from storage.engine.statements import Statement
from storage.messages import outbox_states
from storage.messages.outbox_states import State, is_in
from storage.tables.case import submission, submission_event
from storage.tables.message import outbox
from storage.updates import conversations

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction

_CASE = Statement(
    select(submission.c.id, submission.c.code, submission.c.person_id)
    .select_from(
        outbox.join(submission_event, submission_event.c.outbox_id == outbox.c.id).join(
            submission, submission.c.id == submission_event.c.submission_id
        )
    )
    .where(
        outbox.c.id == bindparam("row"),
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.chat == bindparam("of_chat"),
        is_in(State.PARKED),
        submission.c.head_only.is_(False),
    )
    .limit(1)
)
_LATEST = Statement(
    select(outbox.c.created_at, outbox.c.sent_at)
    .where(
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.chat == bindparam("of_chat"),
        outbox.c.rank > literal_column("0"),
        outbox.c.operation == "template",
        outbox.c.state != State.WITHDRAWN,
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)


def case_of_parked(tx: Transaction, row_id: int, channel: str, chat: str) -> Any | None:
    """The case (id, code, person_id) that a parked row of this chat is about.

    None when the row went to another account, is about no case, or about one for the head alone.
    """
    return tx.one(_CASE, row=row_id, of_channel=channel, of_chat=chat)


def latest(tx: Transaction, channel: str, chat: str) -> Any | None:
    """The newest template message (created_at, sent_at) since the person last wrote, or None."""
    found = tx.one(_LATEST, of_channel=channel, of_chat=chat)
    heard_at = conversations.last_heard(tx, channel, chat)
    return None if found and heard_at and found.created_at <= heard_at else found


def withdraw(tx: Transaction, channel: str, chat: str) -> None:
    """Withdraw a chat's template messages, because the person wrote."""
    here = (outbox.c.channel == channel, outbox.c.chat == chat)
    outbox_states.withdraw(tx, *here, outbox.c.operation == "template")
