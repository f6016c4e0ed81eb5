"""Delete expired rows, one batch at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, func, select, update

from storage.messages.outbox_states import State
from storage.people import erasure
from storage.tables.case import call_back, submission, wrong_code
from storage.tables.consultation import consultation, opinion
from storage.tables.message import (
    conversation,
    failed_update,
    outbox,
    personal_text,
    seen_update,
    transcript,
)
from storage.tables.person import official, person
from storage.tables.work import job_run, task

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

BATCH = 500
PEOPLE = 20
"""People who are forgotten at once, at most."""
PARTS = 144
"""Parts of all people: the job runs every ten minutes, so that each part has its turn once a day."""
KEYS = timedelta(days=3)
"""How long keys of updates are stored: services redeliver for a day at most."""
TRACES = timedelta(days=60)
"""How long finished tasks and runs of jobs are stored."""


def forget_chat(tx: Transaction, before: datetime) -> int:
    """Delete old messages, received and sent, and failed updates.

    Sent messages about a case stay as long as the case: they lead to it.
    """
    received = (transcript, transcript.c.at, transcript.c.at < before)
    sent = (
        outbox,
        outbox.c.created_at,
        (outbox.c.created_at < before)
        & outbox.c.submission_id.is_(None)
        & (outbox.c.state != State.WAITING),
    )
    failed = (failed_update, failed_update.c.at, failed_update.c.at < before)
    return sum(_drop(tx, *old) for old in (received, sent, failed))


def forget_keys(tx: Transaction, now: datetime) -> int:
    """Delete old keys of updates, failed lookups, finished tasks and runs of jobs."""
    dropped = 0
    for table, old in (
        (seen_update, seen_update.c.at < now - KEYS),
        (wrong_code, wrong_code.c.at < now - KEYS),
        (job_run, job_run.c.at < now - TRACES),
        (task, task.c.done_at < now - TRACES),
    ):
        dropped += tx.core.execute(delete(table).where(old)).rowcount
    return dropped


def forget_cases(tx: Transaction, closed_before: datetime, now: datetime) -> list[str]:
    """Forget a batch of old cases; the counted columns stay. Returns the paths of their files."""
    rows = tx.core.execute(
        select(submission.c.id)
        .where(submission.c.closed_at < closed_before, submission.c.erased_at.is_(None))
        .limit(BATCH)
    ).all()
    return [path for row in rows for path in erasure.end_case(tx, row.id, now)]


def forget_opinions(tx: Transaction, closed_before: datetime) -> list[str]:
    """Forget a batch of the opinions on old consultations. Returns the paths of their files."""
    old = tx.core.execute(
        select(consultation.c.id).where(consultation.c.closed_at < closed_before)
    ).scalars()
    rows = tx.core.execute(
        select(opinion.c.id)
        .where(opinion.c.consultation_id.in_(list(old)), opinion.c.chat != "")
        .limit(BATCH)
    ).all()
    return [path for row in rows for path in erasure.end_opinion(tx, row.id)]


def forget_call_backs(tx: Transaction, before: datetime, now: datetime) -> None:
    """End call-backs that nobody made for so long: the number is deleted."""
    tx.core.execute(
        update(call_back)
        .where(call_back.c.done_at.is_(None), call_back.c.at < before)
        .values(done_at=now, phone="")
    )


def silent_people(tx: Transaction, before: datetime, part: int) -> list[int]:
    """The ids of people of whom nothing is left to keep, in one of `PARTS` parts of all ids.

    They wrote nothing since, work nowhere here, want no announcements, and every case and opinion of
    theirs is forgotten. Each part is a range of ids, so that one look is short.
    """
    last = tx.core.execute(select(func.max(person.c.id))).scalar() or 0
    size = last // PARTS + 1
    has_case = exists().where(submission.c.person_id == person.c.id)
    has_opinion = exists().where(opinion.c.person_id == person.c.id)
    works = exists().where(official.c.person_id == person.c.id)
    wrote = exists().where(
        conversation.c.person_id == person.c.id, conversation.c.touched_at >= before
    )
    rows = tx.core.execute(
        select(person.c.id).where(
            person.c.id.between(part * size + 1, (part + 1) * size),
            person.c.created_at < before,
            person.c.erased_at.is_(None),
            person.c.announcements.is_(False),
            ~has_case,
            ~has_opinion,
            ~works,
            ~wrote,
        )
    )
    return [row.id for row in rows][:PEOPLE]


def _drop(tx: Transaction, table: Any, age: Any, old: Any) -> int:
    """Delete one batch of old rows, the oldest first: only the index's old end is read."""
    rows = tx.core.execute(
        select(table.c.id, table.c.text_id).where(old).order_by(age).limit(BATCH)
    ).all()
    texts = [row.text_id for row in rows if row.text_id is not None]
    tx.core.execute(delete(table).where(table.c.id.in_([row.id for row in rows])))
    tx.core.execute(delete(personal_text).where(personal_text.c.id.in_(texts)))
    return len(rows)
