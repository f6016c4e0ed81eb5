"""Where else the words of a draft stand, besides the draft: received messages and shown questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from storage import tasks
from storage.messages import outbox_states, sent_messages
from storage.tables.message import outbox, personal_text
from storage.updates import transcript

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.engine.transaction import Transaction
    from storage.updates.conversations import Conversation

QUESTION = "question"
"""The topic of the questions of forms. A review is one: it repeats what was written."""


def erase(
    tx: Transaction,
    state: Conversation,
    messages: Sequence[str],
    now: datetime,
    *,
    in_chat: bool = False,
) -> None:
    """Erase the words of a draft that is not sent: of its messages, and of what was shown of them.

    They are overwritten in the database and soon in its log. `messages` are the service's ids.
    `in_chat`: also delete from the chat what was shown since the first of them.
    """
    began = transcript.first_of(tx, state.channel, state.chat, messages)
    if in_chat and began is not None:
        for one in sent_messages.of_topic(tx, state.person_id, QUESTION, since=began):
            sent_messages.delete(tx, one, now=now)
    transcript.erase(tx, state.channel, state.chat, list(messages))
    shown = (
        outbox.c.person_id == state.person_id,
        outbox.c.channel == state.channel,
        outbox.c.chat == state.chat,
        or_(outbox.c.topic == QUESTION, outbox.c.topic.startswith(f"{QUESTION}:")),
    )
    outbox_states.withdraw(tx, *shown)
    texts = select(outbox.c.text_id).where(*shown, outbox.c.text_id.is_not(None))
    tx.core.execute(delete(personal_text).where(personal_text.c.id.in_(texts)))
    tasks.add(tx, tasks.SCRUB, {}, now)
