"""Residents' opinions on consultations.

Nothing is overwritten: an author's new opinion marks the earlier one as not current.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, insert, or_, select, update

from domain.cases.tracking_code import OPINION, new_code
from domain.consultations.stances import Stance
from domain.reading.normalise import fold
from storage.consultations import consultations
from storage.engine.dialects import insert_if_new
from storage.engine.statements import Statement
from storage.messages import personal_texts
from storage.tables.consultation import opinion, opinion_file
from storage.tables.message import personal_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.consultations.consultations import Consultation
    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion as it was sent.

    Only `current` ones are counted, late ones separately. `stance` is one of
    `domain.consultations.stances.Stance`.
    """

    id: int
    consultation_id: int
    code: str
    person_id: int | None
    on_behalf: bool
    author_name: str
    stance: str
    language: str
    current: bool
    late: bool
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of current opinions."""

    stances: dict[Stance, int]
    """People's own opinions on time, by stance; every stance is a key."""
    helped: dict[Stance, int]
    """The same for opinions that somebody gave for another person: they are counted apart."""
    late: int

    @property
    def total(self) -> int:
        """The number of people's own opinions that were given in time."""
        return sum(self.stances.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOpinion:
    """An opinion to be stored; `channel` and `chat` are those that it was sent from."""

    consultation_id: int
    person_id: int
    stance: str
    words: str
    language: str
    channel: str
    chat: str
    late: bool
    at: datetime
    on_behalf: bool = False
    author_name: str = ""
    author_consent: str = ""


_GIVEN = tuple(name for name in NewOpinion.__slots__ if name != "words")
_RECORD = Statement(
    insert_if_new(opinion, "code", "text_id", "current", *_GIVEN).returning(opinion.c.id)
)
_SELECT = select(
    opinion.c.id,
    opinion.c.consultation_id,
    opinion.c.code,
    opinion.c.person_id,
    opinion.c.on_behalf,
    opinion.c.author_name,
    opinion.c.stance,
    opinion.c.language,
    opinion.c.current,
    opinion.c.late,
    opinion.c.at,
    func.coalesce(personal_text.c.body, ""),
).outerjoin(personal_text, opinion.c.text_id == personal_text.c.id)


def record(tx: Transaction, new: NewOpinion, files: Iterable[int] = ()) -> str:
    """Store an opinion; returns its code. `files` are the ids of stored files.

    It replaces the author's earlier opinion, but a late one never replaces one on time. An opinion on
    behalf of somebody else has another author than the helper's own.
    """
    for row in _current(tx, new.consultation_id, new.person_id):
        same = row.on_behalf == new.on_behalf and fold(row.author_name) == fold(new.author_name)
        if same and row.late == new.late:
            tx.core.execute(update(opinion).where(opinion.c.id == row.id).values(current=False))
    text_id = None
    if new.words:
        text_id = personal_texts.store(tx, new.words, person_id=new.person_id, at=new.at)
    values: dict[str, Any] = {name: getattr(new, name) for name in _GIVEN}
    values |= {"text_id": text_id, "current": True}
    code, row = "", None
    while row is None:
        code = new_code(OPINION)
        row = tx.one(_RECORD, code=code, **values)
    for file_id in files:
        tx.core.execute(insert(opinion_file).values(opinion_id=row.id, file_id=file_id))
    return code


def own(tx: Transaction, consultation_id: int, person_id: int) -> Opinion | None:
    """The person's own current opinion on the consultation, on time or late; or None."""
    rows: Any = tx.core.execute(
        _SELECT.where(
            opinion.c.consultation_id == consultation_id,
            opinion.c.person_id == person_id,
            opinion.c.current,
            opinion.c.on_behalf.is_(False),
        ).order_by(opinion.c.late, opinion.c.id.desc())
    ).all()
    return Opinion(*rows[0]) if rows else None


def counts(tx: Transaction, consultation_id: int) -> Counts:
    """The counts of a consultation, without names."""
    rows = tx.core.execute(
        select(opinion.c.stance, opinion.c.late, opinion.c.on_behalf, func.count())
        .where(opinion.c.consultation_id == consultation_id, opinion.c.current)
        .group_by(opinion.c.stance, opinion.c.late, opinion.c.on_behalf)
    ).all()
    stances, helped = dict.fromkeys(Stance, 0), dict.fromkeys(Stance, 0)
    late = 0
    for stance, is_late, on_behalf, number in rows:
        if is_late:
            late += number
        else:
            (helped if on_behalf else stances)[Stance(stance)] += number
    return Counts(stances, helped, late)


def authors_of(tx: Transaction, consultation_id: int, person_id: int) -> set[str]:
    """The names, folded, of the people for whom this person gave an opinion."""
    rows = _current(tx, consultation_id, person_id)
    return {fold(row.author_name) for row in rows if row.on_behalf}


def page(tx: Transaction, consultation_id: int, *, offset: int, limit: int) -> list[Opinion]:
    """Current opinions with words or files, oldest first, for officials: without their authors."""
    rows: Any = tx.core.execute(
        _SELECT.where(
            opinion.c.consultation_id == consultation_id,
            opinion.c.current,
            or_(
                personal_text.c.body.is_not(None),
                exists().where(opinion_file.c.opinion_id == opinion.c.id),
            ),
        )
        .order_by(opinion.c.id)
        .offset(offset)
        .limit(limit)
    )
    return [Opinion(*row) for row in rows]


def consultation_of(tx: Transaction, opinion_id: int) -> Consultation | None:
    """The consultation that the opinion is on; None if there is no such opinion."""
    found = tx.core.execute(
        select(opinion.c.consultation_id).where(opinion.c.id == opinion_id)
    ).scalar()
    return consultations.by_id(tx, found) if found is not None else None


def files_of(tx: Transaction, opinion_id: int) -> list[int]:
    """The ids of the files that came with an opinion."""
    rows = tx.core.execute(
        select(opinion_file.c.file_id)
        .where(opinion_file.c.opinion_id == opinion_id)
        .order_by(opinion_file.c.file_id)
    )
    return [row.file_id for row in rows]


def contributors(tx: Transaction, consultation_id: int, *, after: int, limit: int) -> list[int]:
    """The ids above `after` of people with a current opinion, in order."""
    rows = tx.core.execute(
        select(opinion.c.person_id)
        .where(
            opinion.c.consultation_id == consultation_id,
            opinion.c.current,
            opinion.c.person_id > after,
        )
        .distinct()
        .order_by(opinion.c.person_id)
        .limit(limit)
    )
    return [row.person_id for row in rows]


def contributor_count(tx: Transaction, consultation_id: int) -> int:
    """The number of people who will be notified of the answers."""
    number: int = tx.core.execute(
        select(func.count(opinion.c.person_id.distinct())).where(
            opinion.c.consultation_id == consultation_id, opinion.c.current
        )
    ).scalar_one()
    return number


def stances_of(tx: Transaction, consultation_id: int, person_id: int) -> list[str]:
    """The stances of one person's current opinions, own and on behalf of others, oldest first."""
    return list(dict.fromkeys(row.stance for row in _current(tx, consultation_id, person_id)))


def _current(tx: Transaction, consultation_id: int, person_id: int) -> list[Any]:
    return list(
        tx.core.execute(
            select(
                opinion.c.id,
                opinion.c.on_behalf,
                opinion.c.author_name,
                opinion.c.late,
                opinion.c.stance,
            )
            .where(
                opinion.c.consultation_id == consultation_id,
                opinion.c.person_id == person_id,
                opinion.c.current,
            )
            .order_by(opinion.c.id)
        ).all()
    )
