"""The state of one person's conversation in one chat: form, draft, last choices."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, select

from storage.engine.dialects import insert_or_update
from storage.engine.statements import Statement
from storage.tables.message import conversation
from storage.updates import drafts
from storage.updates.drafts import Draft

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


@dataclass(slots=True)
class Conversation:
    """One row. Each turn reads it, changes it, and writes it with `save`."""

    channel: str
    chat: str
    sender: str
    person_id: int
    touched_at: datetime
    heard_at: datetime
    """The moment of the last message or tap, by the service's clock (UTC)."""
    version: int = 0
    """Counts the questions that were asked, so that a tap on an older one is recognised."""
    form: str = ""
    form_version: int = 0
    step: str = ""
    draft: Draft = field(default_factory=Draft)
    offered: list[list[str]] = field(default_factory=list)
    """[label, data] of the choices under our last answer that had some, in their order."""
    offered_row: int = 0
    """The id of that answer's outbox row."""
    expires_at: datetime | None = None
    reminded_at: datetime | None = None
    flood_since: datetime | None = None
    flood_count: int = 0
    holding: bool = False
    """Whether deferred messages wait, so that later ones are deferred, too."""

    def leave_form(self) -> None:
        """Close the open form and delete its draft."""
        self.form, self.form_version, self.step, self.draft = "", 0, "", Draft()
        self.expires_at = self.reminded_at = None

    def close_choices(self) -> None:
        """Forget the shown choices: a typed number does not mean one of them any more."""
        self.offered = []


_KEYS = ("channel", "chat", "sender")
_NAMES = tuple(one.name for one in fields(Conversation))
_values = attrgetter(*_NAMES)
_COLUMNS = [conversation.c[name] for name in _NAMES]
_FIND = Statement(
    select(*_COLUMNS)
    .where(and_(*(conversation.c[name] == bindparam(f"of_{name}") for name in _KEYS)))
    .with_for_update(key_share=True)
)
_LAST_HEARD = Statement(
    select(func.max(conversation.c.heard_at).label("heard_at")).where(
        conversation.c.channel == bindparam("of_channel"),
        conversation.c.chat == bindparam("of_chat"),
    )
)
_SAVE = Statement(insert_or_update(conversation, _KEYS, *_NAMES[len(_KEYS) :]))


def find(tx: Transaction, channel: str, chat: str, sender: str) -> Conversation | None:
    """The conversation, or None before its first message. It is locked until the commit."""
    row = tx.one(_FIND, of_channel=channel, of_chat=chat, of_sender=sender)
    return _loaded(row) if row else None


def save(tx: Transaction, state: Conversation) -> None:
    """Insert or update the conversation."""
    values = dict(zip(_NAMES, _values(state), strict=True))
    values["draft"] = drafts.pack(state.draft)
    tx.run(_SAVE, **values)


def last_touched(tx: Transaction, person_id: int) -> datetime | None:
    """The moment of the person's last message or tap in any chat (UTC); None: never."""
    return tx.core.execute(
        select(func.max(conversation.c.touched_at)).where(conversation.c.person_id == person_id)
    ).scalar()


def last_heard(tx: Transaction, channel: str, chat: str) -> datetime | None:
    """The moment of the last message or tap in a chat, by the service's clock; None: never."""
    found: datetime | None = tx.one(_LAST_HEARD, of_channel=channel, of_chat=chat).heard_at
    return found


def of_person(tx: Transaction, person_id: int) -> list[Conversation]:
    """The person's conversations. They are locked until the commit."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(conversation.c.person_id == person_id)
        .with_for_update(key_share=True)
    )
    return [_loaded(row) for row in rows]


def unfinished(tx: Transaction, *, touched_before: datetime, limit: int) -> list[Conversation]:
    """Conversations whose draft was not touched since and whose person was not reminded yet."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(
            conversation.c.expires_at.is_not(None),
            conversation.c.reminded_at.is_(None),
            conversation.c.touched_at < touched_before,
        )
        .limit(limit)
        .with_for_update(key_share=True)
    )
    return [_loaded(row) for row in rows]


def expired(tx: Transaction, *, now: datetime, limit: int) -> list[Conversation]:
    """Conversations whose draft is to be deleted now."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(conversation.c.expires_at <= now)
        .limit(limit)
        .with_for_update(key_share=True)
    )
    return [_loaded(row) for row in rows]


def forget(tx: Transaction, person_id: int) -> None:
    """Delete every conversation of a person."""
    tx.core.execute(delete(conversation).where(conversation.c.person_id == person_id))


def _loaded(row: Any) -> Conversation:
    state = Conversation(*row)
    state.draft = drafts.unpack(row.draft)
    return state
