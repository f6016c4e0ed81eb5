"""Residents' matters: filed, found by code, by person, by unit; and what happens to them.

A case is changed with `change(tx, case, ...)`, which refuses (`Changed`) when somebody else
changed it since it was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from domain.cases.kinds import SubmissionKind
from storage.cases import search
from storage.engine.errors import Conflict
from storage.engine.statements import Statement, inserting
from storage.messages import personal_texts
from storage.tables.case import submission, submission_event
from storage.tables.message import outbox, personal_text

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


class Changed(Conflict):
    """Somebody else changed the case since it was read."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One matter as it stands. Ids of kinds and states are those of `domain.cases.kinds` and
    `domain.cases.states`; moments are UTC."""

    id: int
    code: str
    kind: str
    state: str
    person_id: int | None
    on_behalf: bool
    author_name: str
    author_consent: str
    channel: str
    chat: str
    language: str
    words_id: int | None
    hamlet_id: str
    place: str
    latitude: float | None
    longitude: float | None
    unit_id: str
    assignee_id: int | None
    urgent: bool
    head_only: bool
    received_at: datetime
    first_notice_due: datetime | None
    due_at: datetime | None
    formal_received_at: datetime | None
    asked_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    suspended_at: datetime | None
    reopened: int
    version: int
    erased_at: datetime | None

    @property
    def is_accepted(self) -> bool:
        """False for a complaint whose signed paper was not accepted yet: its clock does not run."""
        return self.kind != SubmissionKind.COMPLAINT or self.formal_received_at is not None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case."""

    id: int
    submission_id: int
    at: datetime
    act: str
    official_id: int | None
    from_state: str
    to_state: str
    unit_id: str
    text_id: int | None
    public: bool
    """The resident may see it."""
    outbox_id: int | None
    replaces: int | None
    withdrawn_at: datetime | None
    read_at: datetime | None
    detail: dict[str, Any]
    body: str
    """Its words, empty when it has none or they were erased."""
    delivery: str
    """The state of the message that told it: waiting, sent, dead, parked, withdrawn, or empty."""
    sent_at: datetime | None


_COLUMNS = [submission.c[name] for name in Submission.__slots__]
_FILE = Statement(inserting(submission).returning(submission.c.id))
_EVENT = Statement(inserting(submission_event).returning(submission_event.c.id))
_BY_CODE = Statement(select(*_COLUMNS).where(submission.c.code == bindparam("of_code")))
_BY_ID = Statement(select(*_COLUMNS).where(submission.c.id == bindparam("row")))
_BY_MESSAGE = Statement(
    select(*_COLUMNS)
    .join(outbox, outbox.c.submission_id == submission.c.id)
    .where(
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.chat == bindparam("of_chat"),
        outbox.c.provider_message == bindparam("of_message"),
        outbox.c.submission_id.is_not(None),
    )
    .limit(1)
)
_EVENTS = (
    select(
        *(
            submission_event.c[name]
            for name in Event.__slots__
            if name not in ("body", "delivery", "sent_at")
        ),
        func.coalesce(personal_text.c.body, ""),
        func.coalesce(outbox.c.state, ""),
        outbox.c.sent_at,
    )
    .outerjoin(personal_text, submission_event.c.text_id == personal_text.c.id)
    .outerjoin(outbox, submission_event.c.outbox_id == outbox.c.id)
)


def file(
    tx: Transaction,
    *,
    code: str,
    kind: str,
    state: str,
    person_id: int,
    channel: str,
    chat: str,
    language: str,
    body: str,
    unit_id: str,
    received_at: datetime,
    first_notice_due: datetime | None,
    due_at: datetime | None,
    hamlet_id: str = "",
    place: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    on_behalf: bool = False,
    author_name: str = "",
    author_consent: str = "",
    urgent: bool = False,
    head_only: bool = False,
) -> Submission:
    """File a matter; its words go to the erasable place of `person_id`."""
    words_id = personal_texts.keep(tx, body, person_id=person_id, at=received_at) if body else None
    values: dict[str, Any] = {
        "code": code, "kind": kind, "state": state, "person_id": person_id,
        "on_behalf": on_behalf, "author_name": author_name, "author_consent": author_consent,
        "channel": channel, "chat": chat, "language": language, "words_id": words_id,
        "hamlet_id": hamlet_id, "place": place, "latitude": latitude, "longitude": longitude,
        "unit_id": unit_id, "assignee_id": None, "urgent": urgent, "head_only": head_only,
        "received_at": received_at, "first_notice_due": first_notice_due, "due_at": due_at,
        "formal_received_at": None, "asked_at": None, "answered_at": None, "closed_at": None,
        "suspended_at": None, "reopened": 0, "version": 1, "erased_at": None,
    }  # fmt: skip
    case = Submission(id=tx.one(_FILE, **values).id, **values)
    if words_id is not None:
        search.keep(tx, case.id, words_id, body)
    add_event(tx, case.id, act="filed", at=received_at, to_state=state, unit_id=unit_id)
    return case


def by_code(tx: Transaction, code: str) -> Submission | None:
    """The case with this code in its stored form (`domain.cases.tracking_code.parse`)."""
    row = tx.one(_BY_CODE, of_code=code)
    return Submission(*row) if row else None


def by_id(tx: Transaction, submission_id: int) -> Submission | None:
    """The case, or None."""
    row = tx.one(_BY_ID, row=submission_id)
    return Submission(*row) if row else None


def by_message(tx: Transaction, channel: str, chat: str, message: str) -> Submission | None:
    """The case that a message we sent into this chat is about."""
    row = tx.one(_BY_MESSAGE, of_channel=channel, of_chat=chat, of_message=message)
    return Submission(*row) if row else None


def of_person(tx: Transaction, person_id: int, limit: int = 50) -> list[Submission]:
    """A resident's own cases, newest first."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(submission.c.person_id == person_id)
        .order_by(submission.c.id.desc())
        .limit(limit)
    )
    return [Submission(*row) for row in rows]


def last_hamlet(tx: Transaction, person_id: int) -> str:
    """The hamlet that this resident named last for themselves (its id); "" when there is none."""
    found = tx.core.execute(
        select(submission.c.hamlet_id)
        .where(
            submission.c.person_id == person_id,
            submission.c.hamlet_id != "",
            submission.c.on_behalf.is_(False),
        )
        .order_by(submission.c.id.desc())
        .limit(1)
    ).scalar()
    return found or ""


def waiting_for(tx: Transaction, person_id: int) -> list[Submission]:
    """A resident's cases in which an official asked back and waits, the newest question first."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(submission.c.person_id == person_id, submission.c.asked_at.is_not(None))
        .order_by(submission.c.asked_at.desc())
    )
    return [Submission(*row) for row in rows]


def change(tx: Transaction, case: Submission, **values: Any) -> Submission:
    """Set columns of a case and count its version; raises `Changed` when it changed since."""
    row = tx.core.execute(
        update(submission)
        .where(submission.c.id == case.id, submission.c.version == case.version)
        .values(version=case.version + 1, **values)
        .returning(*_COLUMNS)
    ).first()
    if row is None:
        raise Changed(case.code)
    return Submission(*row)


def add_event(
    tx: Transaction,
    submission_id: int,
    *,
    act: str,
    at: datetime,
    official_id: int | None = None,
    person_id: int | None = None,
    from_state: str = "",
    to_state: str = "",
    unit_id: str = "",
    body: str = "",
    public: bool = True,
    outbox_id: int | None = None,
    replaces: int | None = None,
    detail: dict[str, Any] | None = None,
) -> int:
    """Add to a case's history; `body` goes to the erasable place of `person_id`, and a
    resident's is found again by its words."""
    text_id = personal_texts.keep(tx, body, person_id=person_id, at=at) if body else None
    if text_id is not None and official_id is None:
        search.keep(tx, submission_id, text_id, body)
    row_id: int = tx.one(
        _EVENT, submission_id=submission_id, at=at, act=act, official_id=official_id,
        from_state=from_state, to_state=to_state, unit_id=unit_id, text_id=text_id, public=public,
        outbox_id=outbox_id, receipt_id=None, receipt_state="", replaces=replaces, withdrawn_at=None, read_at=None,
        detail=detail or {},
    ).id  # fmt: skip
    return row_id


def set_event(tx: Transaction, event_id: int, **values: Any) -> None:
    """Set columns of an event: outbox_id, receipt_id, receipt_state, withdrawn_at, read_at."""
    tx.core.execute(
        update(submission_event).where(submission_event.c.id == event_id).values(values)
    )


def events(tx: Transaction, submission_id: int, *, public_only: bool = False) -> list[Event]:
    """A case's history, oldest first, with its words and how each message fared."""
    statement = _EVENTS.where(submission_event.c.submission_id == submission_id)
    if public_only:
        statement = statement.where(submission_event.c.public)
    rows: Any = tx.core.execute(statement.order_by(submission_event.c.id))
    return [Event(*row) for row in rows]


def event(tx: Transaction, event_id: int) -> Event | None:
    """One event, or None."""
    row: Any = tx.core.execute(_EVENTS.where(submission_event.c.id == event_id)).first()
    return Event(*row) if row else None
