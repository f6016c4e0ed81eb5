"""Consultations: one row for each, from the day it opens to its published answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from domain.cases.tracking_code import CONSULTATION, new_code
from domain.consultations.consultation_states import ConsultationState
from storage.engine.dialects import insert_if_new, insert_or_update
from storage.engine.statements import Statement
from storage.tables.consultation import consultation, consultation_answer, opinion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Consultation:
    """One consultation as it is now; moments are UTC.

    `closes_at` is the last moment of its last local day. `state` is one of
    `domain.consultations.consultation_states`.
    """

    id: int
    code: str
    state: str
    title: str
    summary: str
    document_id: int | None
    opens_at: datetime
    closes_at: datetime
    legal_basis: str
    """The legal ground for fewer days than the law's minimum; empty if there are enough."""
    hamlets: Sequence[str]
    """Ids of the hamlets it is about; empty: the whole commune."""
    unit_id: str
    created_by: int | None
    closed_at: datetime | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsultation:
    """The columns of a consultation that are known when it is created; see `Consultation`."""

    title: str
    summary: str
    opens_at: datetime
    closes_at: datetime
    created_at: datetime
    created_by: int | None
    document_id: int | None = None
    legal_basis: str = ""
    hamlets: Sequence[str] = ()
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class StanceAnswer:
    """The unit's answer to everybody who took one stance."""

    stance: str
    disposition: str
    """One of `domain.consultations.stances.Disposition`."""
    body: str


_COLUMNS = [consultation.c[name] for name in Consultation.__slots__]
_CREATE = Statement(
    insert_if_new(consultation, "code", "state", *NewConsultation.__slots__).returning(*_COLUMNS)
)
_ANSWER = Statement(
    insert_or_update(
        consultation_answer,
        ("consultation_id", "stance"),
        "disposition",
        "body",
        "official_id",
        "at",
    )
)


def create(tx: Transaction, new: NewConsultation) -> Consultation:
    """Store a new consultation with a code of its own; it waits for `opens_at`."""
    values: dict[str, Any] = {name: getattr(new, name) for name in NewConsultation.__slots__}
    values |= {"state": ConsultationState.SCHEDULED.value, "hamlets": list(new.hamlets)}
    row = None
    while row is None:
        row = tx.one(_CREATE, code=new_code(CONSULTATION), **values)
    return Consultation(*row)


def by_code(tx: Transaction, code: str) -> Consultation | None:
    """The consultation with this code in its stored form."""
    row = tx.core.execute(select(*_COLUMNS).where(consultation.c.code == code)).first()
    return Consultation(*row) if row else None


def by_id(tx: Transaction, consultation_id: int) -> Consultation | None:
    """The consultation, or None."""
    row = tx.core.execute(select(*_COLUMNS).where(consultation.c.id == consultation_id)).first()
    return Consultation(*row) if row else None


def in_state(tx: Transaction, *states: str, limit: int = 20) -> list[Consultation]:
    """Consultations in any of these states, ordered by their closing."""
    rows = tx.core.execute(
        select(*_COLUMNS)
        .where(consultation.c.state.in_(states))
        .order_by(consultation.c.closes_at, consultation.c.id)
        .limit(limit)
    )
    return [Consultation(*row) for row in rows]


def newest(tx: Transaction, limit: int = 10) -> list[Consultation]:
    """Consultations in any state, the newest first."""
    rows = tx.core.execute(select(*_COLUMNS).order_by(consultation.c.id.desc()).limit(limit))
    return [Consultation(*row) for row in rows]


def open_due(tx: Transaction, now: datetime) -> list[Consultation]:
    """Open every consultation that is due; returns those that this call opened."""
    return _move(
        tx,
        ConsultationState.SCHEDULED,
        ConsultationState.OPEN,
        consultation.c.opens_at <= now,
        opened_at=now,
    )


def close_due(tx: Transaction, now: datetime) -> list[Consultation]:
    """Close every consultation that is due; returns those that this call closed."""
    return _move(
        tx,
        ConsultationState.OPEN,
        ConsultationState.CLOSED,
        consultation.c.closes_at < now,
        closed_at=now,
    )


def close(tx: Transaction, consultation_id: int, now: datetime) -> Consultation | None:
    """Close an open consultation before its last day; returns None if it is not open."""
    moved = _move(
        tx,
        ConsultationState.OPEN,
        ConsultationState.CLOSED,
        consultation.c.id == consultation_id,
        closed_at=now,
    )
    return moved[0] if moved else None


def publish(tx: Transaction, consultation_id: int, now: datetime) -> Consultation | None:
    """Make the answers public; None when it is not closed (any more)."""
    moved = _move(
        tx,
        ConsultationState.CLOSED,
        ConsultationState.PUBLISHED,
        consultation.c.id == consultation_id,
        published_at=now,
    )
    return moved[0] if moved else None


def lock(tx: Transaction, consultation_id: int) -> str:
    """Its current state; the row is locked until the transaction ends."""
    state: str = tx.core.execute(
        select(consultation.c.state)
        .where(consultation.c.id == consultation_id)
        .with_for_update(key_share=True)
    ).scalar_one()
    return state


def answer(
    tx: Transaction,
    consultation_id: int,
    given: StanceAnswer,
    *,
    official_id: int | None,
    now: datetime,
) -> None:
    """Store the unit's answer to one stance; a later one replaces it."""
    tx.run(
        _ANSWER,
        consultation_id=consultation_id,
        stance=given.stance,
        disposition=given.disposition,
        body=given.body,
        official_id=official_id,
        at=now,
    )


def answers(tx: Transaction, consultation_id: int) -> list[StanceAnswer]:
    """The answers so far, in the order they were first stored."""
    rows = tx.core.execute(
        select(
            consultation_answer.c.stance,
            consultation_answer.c.disposition,
            consultation_answer.c.body,
        )
        .where(consultation_answer.c.consultation_id == consultation_id)
        .order_by(consultation_answer.c.id)
    )
    return [StanceAnswer(*row) for row in rows]


def stances_taken(tx: Transaction, consultation_id: int) -> list[str]:
    """Every stance of a current opinion, on time or late."""
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
