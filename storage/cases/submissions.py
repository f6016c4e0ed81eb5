"""Cases: one row each; find them by code, by person or by message.

Only `actions/cases/record.py` stores and changes them, because each change needs its event.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from domain.cases.kinds import policy
from storage.cases import search
from storage.engine.errors import Conflict
from storage.engine.statements import Statement, inserting
from storage.messages import personal_texts
from storage.tables.case import submission
from storage.tables.message import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


class Changed(Conflict):
    """Another transaction changed the case since it was read."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One case as it is now; moments are UTC.

    `kind` and `state` have the values of `domain.cases.kinds` and `domain.cases.states`.
    """

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
        """False while a case needs a signed paper that is not accepted: its clock does not run."""
        return not policy(self.kind).formal_paper or self.formal_received_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """The columns of a case that are known when it is filed; see `Submission`."""

    code: str
    kind: str
    state: str
    person_id: int
    channel: str
    chat: str
    language: str
    words: str
    unit_id: str
    received_at: datetime
    first_notice_due: datetime | None
    due_at: datetime | None
    hamlet_id: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    on_behalf: bool = False
    author_name: str = ""
    author_consent: str = ""
    urgent: bool = False
    head_only: bool = False


_GIVEN = tuple(name for name in NewCase.__slots__ if name != "words")
_NOT_YET = dict.fromkeys(
    (
        "assignee_id",
        "formal_received_at",
        "asked_at",
        "answered_at",
        "closed_at",
        "suspended_at",
        "erased_at",
    )
)
"""Columns that are empty on the day of filing."""
_COLUMNS = [submission.c[name] for name in Submission.__slots__]
_FILE = Statement(inserting(submission).returning(submission.c.id))
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


def file(tx: Transaction, new: NewCase) -> Submission:
    """Store a new case at version 1, and index its words for search; returns it.

    The words go to `personal_text`, where they can be erased. The caller adds the first event.
    """
    words_id = None
    if new.words:
        words_id = personal_texts.store(tx, new.words, person_id=new.person_id, at=new.received_at)
    values: dict[str, Any] = {name: getattr(new, name) for name in _GIVEN}
    values |= {"words_id": words_id, "version": 1, "reopened": 0, **_NOT_YET}
    case = Submission(id=tx.one(_FILE, **values).id, **values)
    if words_id is not None:
        search.index(tx, case.id, words_id, new.words)
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
    """The case that a message we sent to this chat is about, or None."""
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
    """The id of the hamlet in the resident's newest case for themselves; empty if there is none."""
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
    """A resident's cases with an open question of an official, the newest question first."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(submission.c.person_id == person_id, submission.c.asked_at.is_not(None))
        .order_by(submission.c.asked_at.desc())
    )
    return [Submission(*row) for row in rows]


def change(tx: Transaction, case: Submission, **values: Any) -> Submission:
    """Set columns of a case and increase its version; returns the new row.

    Raises `Changed` if another transaction changed it since it was read.
    """
    row = tx.one(
        _changing(tuple(values)),
        row=case.id,
        seen=case.version,
        version=case.version + 1,
        **values,
    )
    if row is None:
        raise Changed(case.code)
    return Submission(*row)


@lru_cache(maxsize=64)
def _changing(columns: tuple[str, ...]) -> Statement:
    """The prepared statement that sets these columns and the version (cached)."""
    values = {
        name: bindparam(name, type_=submission.c[name].type) for name in (*columns, "version")
    }
    return Statement(
        update(submission)
        .where(submission.c.id == bindparam("row"), submission.c.version == bindparam("seen"))
        .values(values)
        .returning(*_COLUMNS)
    )
