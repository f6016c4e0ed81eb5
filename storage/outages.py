"""What is out of order, since when, and whether a person was told: marks that survive a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from storage.engine.dialects import insert_if_new
from storage.engine.statements import Statement
from storage.tables.message import failed_update
from storage.tables.work import job_run

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

SEEN, TOLD = "outage", "outage told"
_MARK = Statement(insert_if_new(job_run, "job", "key", "at").returning(job_run.c.key))


def begin(tx: Transaction, name: str, now: datetime) -> datetime:
    """Note that something is out of order; returns since when it is known to be (UTC)."""
    tx.one(_MARK, job=SEEN, key=name, at=now)
    since: datetime = tx.core.execute(
        select(job_run.c.at).where(job_run.c.job == SEEN, job_run.c.key == name)
    ).scalar_one()
    return since


def tell_once(tx: Transaction, name: str, now: datetime) -> bool:
    """True only for the first call since it began, also after a restart."""
    return tx.one(_MARK, job=TOLD, key=name, at=now) is not None


def end(tx: Transaction, name: str) -> bool:
    """Note that it is in order; returns whether a person had been told that it was not."""
    tx.core.execute(delete(job_run).where(job_run.c.job == SEEN, job_run.c.key == name))
    told = tx.core.execute(
        delete(job_run)
        .where(job_run.c.job == TOLD, job_run.c.key == name)
        .returning(job_run.c.key)
    ).first()
    return told is not None


def open_ones(tx: Transaction) -> set[str]:
    """The names of what is out of order."""
    return set(tx.core.execute(select(job_run.c.key).where(job_run.c.job == SEEN)).scalars())


def failed_since(tx: Transaction, since: datetime) -> int:
    """How many turns failed from `since` on."""
    return int(
        tx.core.execute(
            select(func.count()).select_from(failed_update).where(failed_update.c.at >= since)
        ).scalar_one()
    )
