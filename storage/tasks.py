"""Tasks: slow work of a turn, done after its commit; tasks survive a kill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from storage.engine.dialects import insert_if_new, insert_or_update
from storage.engine.statements import Statement
from storage.tables.work import job_run, task

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


SCRUB = "scrub"
"""The kind of task that removes deleted words from the disk, after the commit."""
EXPIRE = "expire"
"""The kind of task that overwrites an official's list with residents' words. See `actions.messages.lists`."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task; `payload` is plain data that its worker understands."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int


_ONCE = Statement(insert_if_new(job_run, "job", "key", "at").returning(job_run.c.key))

_PROBE = Statement(insert_or_update(job_run, ("job", "key"), "at"))


def add(
    tx: Transaction, kind: str, payload: dict[str, Any], run_at: datetime, *, channel: str = ""
) -> None:
    """Queue a task for `run_at`; `channel` is the one whose service it asks, if any."""
    tx.core.execute(
        insert(task).values(
            kind=kind,
            channel=channel,
            payload=payload,
            run_at=run_at,
            attempts=0,
            done_at=None,
            error="",
        )
    )


def hasten(tx: Transaction, kind: str, now: datetime) -> None:
    """Let the waiting tasks of a kind run now."""
    tx.core.execute(
        update(task)
        .where(task.c.done_at.is_(None), task.c.kind == kind, task.c.run_at > now)
        .values(run_at=now)
    )


def most_tries(tx: Transaction, kind: str) -> int:
    """How often the waiting tasks of a kind were tried, the one that was tried most; 0 without any."""
    found: int | None = tx.core.execute(
        select(func.max(task.c.attempts)).where(task.c.done_at.is_(None), task.c.kind == kind)
    ).scalar()
    return found or 0


def due(tx: Transaction, channel: str, now: datetime, limit: int = 20) -> list[Task]:
    """Tasks that are due, oldest first: those that ask this channel's service, or none ("")."""
    rows = tx.core.execute(
        select(task.c.id, task.c.kind, task.c.payload, task.c.attempts)
        .where(task.c.done_at.is_(None), task.c.run_at <= now, task.c.channel == channel)
        .order_by(task.c.run_at, task.c.id)
        .limit(limit)
    )
    return [Task(*row) for row in rows]


def finish(tx: Transaction, task_id: int, now: datetime, error: str = "") -> None:
    """Mark a task as done, or as given up with `error`.

    A done task loses its payload, which may name a person. A failed one keeps it for an operator.
    """
    done: dict[str, Any] = {"done_at": now, "error": error}
    if not error:
        done["payload"] = {}
    tx.core.execute(update(task).where(task.c.id == task_id).values(done))


def retry(tx: Transaction, task_id: int, run_at: datetime, error: str) -> None:
    """Run the task again at `run_at`."""
    tx.core.execute(
        update(task)
        .where(task.c.id == task_id)
        .values(run_at=run_at, attempts=task.c.attempts + 1, error=error)
    )


def once(tx: Transaction, job: str, key: str, now: datetime) -> bool:
    """Return True only for the first call with this key, also after a restart."""
    return tx.one(_ONCE, job=job, key=key, at=now) is not None


def probe(tx: Transaction, now: datetime) -> None:
    """Write one row, always the same, to check that the database can store."""
    tx.run(_PROBE, job="probe", key="", at=now)
