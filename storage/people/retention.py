"""Delete expired rows, one batch at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from storage.messages.outbox_states import State
from storage.people import erasure
from storage.tables.case import submission, wrong_code
from storage.tables.message import failed_update, outbox, personal_text, seen_update, transcript
from storage.tables.work import job_run, task

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

BATCH = 500
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


def forget_cases(tx: Transaction, closed_before: datetime, now: datetime) -> int:
    """Delete words, place and identity of old cases; the counted columns stay."""
    rows = tx.core.execute(
        select(submission.c.id)
        .where(submission.c.closed_at < closed_before, submission.c.erased_at.is_(None))
        .limit(BATCH)
    ).all()
    for row in rows:
        erasure.forget_case(tx, row.id, keep_text=False, now=now)
    return len(rows)


def _drop(tx: Transaction, table: Any, age: Any, old: Any) -> int:
    """Delete one batch of old rows, the oldest first: only the index's old end is read."""
    rows = tx.core.execute(
        select(table.c.id, table.c.text_id).where(old).order_by(age).limit(BATCH)
    ).all()
    texts = [row.text_id for row in rows if row.text_id is not None]
    tx.core.execute(delete(table).where(table.c.id.in_([row.id for row in rows])))
    tx.core.execute(delete(personal_text).where(personal_text.c.id.in_(texts)))
    return len(rows)
