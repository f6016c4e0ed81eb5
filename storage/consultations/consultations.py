"""Plans laid before the residents: created, opened, closed, answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from domain.cases.tracking_code import PLAN, new_code
from storage.engine.dialects import insert_if_new, insert_or_update
from storage.engine.statements import Statement
from storage.tables.consultation import consultation, consultation_answer, opinion

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

SCHEDULED, OPEN, CLOSED, PUBLISHED = "scheduled", "open", "closed", "published"


@dataclass(frozen=True, slots=True)
class Consultation:
    """One plan. Moments are UTC; `closes_at` is the last moment of its last local day."""

    id: int
    code: str
    state: str
    title: str
    summary: str
    document_id: int | None
    opens_at: datetime
    closes_at: datetime
    legal_basis: str
    """Why it is open for less than the law's minimum; empty when it is not."""
    hamlets: list[str]
    """Ids of the hamlets it is about; empty: the whole commune."""
    unit_id: str
    created_by: int | None
    closed_at: datetime | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the unit says to everybody who took one stance."""

    stance: str
    disposition: str
    """accepted, partly or explained."""
    body: str


class Unanswered(Exception):
    """Publishing needs an answer for each stance that was taken; `stances` have none."""

    def __init__(self, stances: list[str]) -> None:
        super().__init__(", ".join(stances))
        self.stances = stances


_COLUMNS = [consultation.c[name] for name in Consultation.__slots__]
_CREATE = Statement(
    insert_if_new(
        consultation, "code", "state", "title", "summary", "document_id", "opens_at", "closes_at",
        "legal_basis", "hamlets", "unit_id", "created_by", "created_at",
    ).returning(consultation.c.id)
)  # fmt: skip
_ANSWER = Statement(
    insert_or_update(
        consultation_answer, ("consultation_id", "stance"), "disposition", "body", "official_id",
        "at",
    )
)  # fmt: skip


def create(
    tx: Transaction,
    *,
    title: str,
    summary: str,
    document_id: int | None,
    opens_at: datetime,
    closes_at: datetime,
    legal_basis: str,
    hamlets: list[str],
    unit_id: str,
    created_by: int | None,
    now: datetime,
) -> Consultation:
    """A new plan, waiting for `opens_at`."""
    code, row = "", None
    while row is None:
        code = new_code(PLAN)
        row = tx.one(
            _CREATE, code=code, state=SCHEDULED, title=title, summary=summary,
            document_id=document_id, opens_at=opens_at, closes_at=closes_at,
            legal_basis=legal_basis, hamlets=hamlets, unit_id=unit_id, created_by=created_by,
            created_at=now,
        )  # fmt: skip
    return Consultation(
        row.id, code, SCHEDULED, title, summary, document_id, opens_at, closes_at, legal_basis,
        hamlets, unit_id, created_by, None, None,
    )  # fmt: skip


def by_code(tx: Transaction, code: str) -> Consultation | None:
    """The plan with this code in its stored form."""
    row = tx.core.execute(select(*_COLUMNS).where(consultation.c.code == code)).first()
    return Consultation(*row) if row else None


def by_id(tx: Transaction, consultation_id: int) -> Consultation | None:
    """The plan, or None."""
    row = tx.core.execute(select(*_COLUMNS).where(consultation.c.id == consultation_id)).first()
    return Consultation(*row) if row else None


def in_state(tx: Transaction, *states: str, limit: int = 20) -> list[Consultation]:
    """Plans in any of these states, the one that closes first first."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(consultation.c.state.in_(states))
        .order_by(consultation.c.closes_at, consultation.c.id)
        .limit(limit)
    )
    return [Consultation(*row) for row in rows]


def newest(tx: Transaction, limit: int = 10) -> list[Consultation]:
    """Plans in any state, the newest first."""
    rows = tx.core.execute(select(*_COLUMNS).order_by(consultation.c.id.desc()).limit(limit))
    return [Consultation(*row) for row in rows]


def open_due(tx: Transaction, now: datetime) -> list[Consultation]:
    """Open every plan whose moment has come; returns those that this call opened."""
    return _move(tx, SCHEDULED, OPEN, consultation.c.opens_at <= now, opened_at=now)


def close_due(tx: Transaction, now: datetime) -> list[Consultation]:
    """Close every plan whose last moment is over; returns those that this call closed."""
    return _move(tx, OPEN, CLOSED, consultation.c.closes_at < now, closed_at=now)


def close(tx: Transaction, consultation_id: int, now: datetime) -> Consultation | None:
    """Close an open plan before its day; None when it is not open (any more)."""
    moved = _move(tx, OPEN, CLOSED, consultation.c.id == consultation_id, closed_at=now)
    return moved[0] if moved else None


def publish(tx: Transaction, consultation_id: int, now: datetime) -> Consultation | None:
    """Make the answers public; None when the plan is not closed, or published already. Raises
    `Unanswered` when a stance that was taken has no answer."""
    answered = {answer.stance for answer in answers(tx, consultation_id)}
    missing = [stance for stance in stances_taken(tx, consultation_id) if stance not in answered]
    if missing:
        raise Unanswered(missing)
    moved = _move(tx, CLOSED, PUBLISHED, consultation.c.id == consultation_id, published_at=now)
    return moved[0] if moved else None


def answer(
    tx: Transaction,
    consultation_id: int,
    *,
    stance: str,
    disposition: str,
    body: str,
    official_id: int | None,
    now: datetime,
) -> None:
    """Keep the unit's answer to one stance; a later one replaces it."""
    tx.run(
        _ANSWER, consultation_id=consultation_id, stance=stance, disposition=disposition,
        body=body, official_id=official_id, at=now,
    )  # fmt: skip


def answers(tx: Transaction, consultation_id: int) -> list[Answer]:
    """The answers so far, by stance."""
    rows = tx.core.execute(
        select(
            consultation_answer.c.stance, consultation_answer.c.disposition,
            consultation_answer.c.body,
        )
        .where(consultation_answer.c.consultation_id == consultation_id)
        .order_by(consultation_answer.c.id)
    )  # fmt: skip
    return [Answer(*row) for row in rows]


def stances_taken(tx: Transaction, consultation_id: int) -> list[str]:
    """Every stance that somebody holds now, on time or late."""
    rows = tx.core.execute(
        select(opinion.c.stance)
        .where(opinion.c.consultation_id == consultation_id, opinion.c.current)
        .distinct()
        .order_by(opinion.c.stance)
    )
    return [row.stance for row in rows]


def _move(
    tx: Transaction, before: str, after: str, condition: Any, **moment: datetime
) -> list[Consultation]:
    rows = tx.core.execute(
        update(consultation)
        .where(consultation.c.state == before, condition)
        .values(state=after, **moment)
        .returning(*_COLUMNS)
    ).all()
    return [Consultation(*row) for row in rows]
