"""Where one person's conversation in one chat stands."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, select

from storage.engine.dialects import insert_or_update
from storage.engine.statements import Statement
from storage.tables.message import conversation

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


@dataclass(slots=True)
class Conversation:
    """One row; a turn changes it and `save` writes it. Made afresh in each turn."""

    channel: str
    chat: str
    sender: str
    person_id: int
    touched_at: datetime
    heard_at: datetime
    """When the person last did anything, by the service's clock."""
    version: int = 0
    """Counts the questions asked: a tap on an older one is known by it."""
    form: str = ""
    form_version: int = 0
    step: str = ""
    draft: dict[str, Any] = field(default_factory=dict)
    offered: list[list[str]] = field(default_factory=list)
    """[label, data] of the choices that our last answer with some showed, in their order."""
    offered_row: int = 0
    """The outbox row of that answer."""
    expires_at: datetime | None = None
    reminded_at: datetime | None = None
    flood_since: datetime | None = None
    flood_count: int = 0
    holding: bool = False
    """Messages wait in `held_update`; later ones queue behind them."""

    def leave_form(self) -> None:
        """No form is open any more; what was written in it is gone."""
        self.form, self.form_version, self.step, self.draft = "", 0, "", {}
        self.expires_at = self.reminded_at = None

    def close_choices(self) -> None:
        """No choice that was shown so far is meant by what is typed from now on."""
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
    """The conversation, or None when this is its first message. Nobody else changes it until the
    commit."""
    row = tx.one(_FIND, of_channel=channel, of_chat=chat, of_sender=sender)
    return Conversation(*row) if row else None


def save(tx: Transaction, state: Conversation) -> None:
    """Write it, new or changed."""
    tx.run(_SAVE, **dict(zip(_NAMES, _values(state), strict=True)))


def last_touched(tx: Transaction, person_id: int) -> datetime | None:
    """When the person last wrote or pressed anything; None: never."""
    return tx.core.execute(
        select(func.max(conversation.c.touched_at)).where(conversation.c.person_id == person_id)
    ).scalar()


def last_heard(tx: Transaction, channel: str, chat: str) -> datetime | None:
    """When somebody last did anything in a chat, by the service's clock; None: never."""
    found: datetime | None = tx.one(_LAST_HEARD, of_channel=channel, of_chat=chat).heard_at
    return found


def unfinished(tx: Transaction, *, touched_before: datetime, limit: int) -> list[Conversation]:
    """Drafts nobody touched since, whose author was not reminded yet."""
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
    return [Conversation(*row) for row in rows]


def expired(tx: Transaction, *, now: datetime, limit: int) -> list[Conversation]:
    """Drafts whose time to be erased has come."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(conversation.c.expires_at <= now)
        .limit(limit)
        .with_for_update(key_share=True)
    )
    return [Conversation(*row) for row in rows]


def forget(tx: Transaction, person_id: int) -> None:
    """Drop every conversation of a person."""
    tx.core.execute(delete(conversation).where(conversation.c.person_id == person_id))
