"""The history of each case: its events in order, with the state of the message about each.

An event has the states before and after it, and the other columns it set (`changed`). So a case's row
can be computed from its events, and so can its clocks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from storage.cases import search
from storage.engine.statements import Statement, inserting
from storage.messages import personal_texts
from storage.tables.case import submission_event
from storage.tables.message import outbox, personal_text

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from storage.engine.transaction import Transaction

_JOINED = ("words", "delivery", "sent_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened to a case; see `Event`."""

    submission_id: int
    version: int
    at: datetime
    act: str
    official_id: int | None = None
    person_id: int | None = None
    """The person who may have the words erased."""
    from_state: str
    to_state: str
    unit_id: str = ""
    words: str = ""
    public: bool = True
    outbox_id: int | None = None
    replaces: int | None = None
    changed: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case."""

    id: int
    submission_id: int
    version: int
    """The case's version after it: the first event of a case has 1."""
    at: datetime
    act: str
    """One of `domain.cases.acts.Act`."""
    official_id: int | None
    from_state: str
    to_state: str
    """The case's state after it; equal to `from_state` when it did not change."""
    unit_id: str
    text_id: int | None
    public: bool
    """The resident may see it."""
    outbox_id: int | None
    """The outbox row of the resident's message."""
    replaces: int | None
    withdrawn_at: datetime | None
    read_at: datetime | None
    changed: dict[str, Any]
    """Other columns it set, as plain data: assignee_id, unit_id, due_at, suspended_at."""
    detail: dict[str, Any]
    words: str
    """Empty when it has none or they were erased."""
    delivery: str
    """The state of the resident's message: waiting, sent, dead, parked, withdrawn, or empty."""
    sent_at: datetime | None


_STORED = [one.name for one in fields(NewEvent) if one.name not in {"words", "person_id"}]
"""The columns that a new event brings; its words are a row of their own."""
_ADD = Statement(inserting(submission_event).returning(submission_event.c.id))
_EVENTS = (
    select(
        *(submission_event.c[name] for name in Event.__slots__ if name not in _JOINED),
        func.coalesce(personal_text.c.body, ""),
        func.coalesce(outbox.c.state, ""),
        outbox.c.sent_at,
    )
    .outerjoin(personal_text, submission_event.c.text_id == personal_text.c.id)
    .outerjoin(outbox, submission_event.c.outbox_id == outbox.c.id)
)
_BY_ID = Statement(_EVENTS.where(submission_event.c.id == bindparam("row")))


def add(tx: Transaction, new: NewEvent) -> int:
    """Add an event to a case's history; returns its id.

    The words of a resident are indexed for search.
    """
    text_id = None
    if new.words:
        text_id = personal_texts.store(tx, new.words, person_id=new.person_id, at=new.at)
        if new.official_id is None:
            search.index(tx, new.submission_id, text_id, new.words)
    values = {name: getattr(new, name) for name in _STORED}
    row = tx.one(_ADD, text_id=text_id, withdrawn_at=None, read_at=None, **values)
    return int(row.id)


def mark(tx: Transaction, event_id: int, **values: Any) -> None:
    """Set a column that an event gets later: withdrawn_at or read_at."""
    tx.core.execute(
        update(submission_event).where(submission_event.c.id == event_id).values(values)
    )


def set_carrier(tx: Transaction, outbox_ids: Collection[int], row_id: int) -> None:
    """Point the events of these outbox rows to the row `row_id`, which carries their messages."""
    tx.core.execute(
        update(submission_event)
        .where(submission_event.c.outbox_id.in_(outbox_ids))
        .values(outbox_id=row_id)
    )


def of_case(
    tx: Transaction, submission_id: int, *, public_only: bool = False, since: int = 0
) -> list[Event]:
    """A case's history, oldest first; `since`: only events after this version of the case."""
    statement = _EVENTS.where(submission_event.c.submission_id == submission_id)
    if public_only:
        statement = statement.where(submission_event.c.public)
    if since:
        statement = statement.where(submission_event.c.version > since)
    rows: Any = tx.core.execute(statement.order_by(submission_event.c.id))
    return [Event(*row) for row in rows]


def words_of_resident(tx: Transaction, submission_id: int) -> list[str]:
    """The words that the case's resident added, oldest first."""
    rows = tx.core.execute(
        select(personal_text.c.body)
        .join(submission_event, submission_event.c.text_id == personal_text.c.id)
        .where(
            submission_event.c.submission_id == submission_id,
            submission_event.c.official_id.is_(None),
        )
        .order_by(submission_event.c.id)
    )
    return [row.body for row in rows]


def by_id(tx: Transaction, event_id: int) -> Event | None:
    """One event, or None."""
    row = tx.one(_BY_ID, row=event_id)
    return Event(*row) if row else None
