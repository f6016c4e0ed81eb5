"""Whether the machine's clock can be believed: the last moment that it was, and what confirms it.

A clock that jumps by days would delete and close what is not due. So a moment is only believed when it
follows the last believed one closely, or when a messenger's clock agrees, or when a person confirms it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.engine.dialects import insert_or_update
from storage.engine.statements import Statement
from storage.tables.message import conversation
from storage.tables.work import job_run

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction

AHEAD = timedelta(days=2)
"""A longer time without a believed moment is doubtful: the machine was off, or its clock jumped."""
BEHIND = timedelta(minutes=10)
"""A clock that is set back by more was wrong before, or is now."""
AGREES = timedelta(days=1)
"""A message whose service's clock is this near confirms ours."""
OFTEN = timedelta(minutes=1)
"""Time after which the believed moment is stored anew."""

_KEY = {"job": "clock", "key": "believed"}
_BELIEVED = Statement(
    select(job_run.c.at).where(job_run.c.job == _KEY["job"], job_run.c.key == _KEY["key"])
)
_BELIEVE = Statement(insert_or_update(job_run, ("job", "key"), "at"))


def believed(tx: Transaction) -> datetime | None:
    """The last believed moment (UTC); None in a new database."""
    row = tx.one(_BELIEVED)
    return row.at if row else None


def is_believable(tx: Transaction, now: datetime) -> bool:
    """Whether `now` can be believed; changes nothing."""
    last = believed(tx)
    if last is None or -BEHIND <= now - last <= AHEAD:
        return True
    # `heard_at` is the service's clock, but never later than ours.
    heard = tx.core.execute(select(func.max(conversation.c.heard_at))).scalar()
    return heard is not None and abs(now - heard) <= AGREES


def believe(tx: Transaction, now: datetime) -> None:
    """Store `now` as a believed moment."""
    tx.run(_BELIEVE, **_KEY, at=now)


def check(tx: Transaction, now: datetime) -> bool:
    """Whether `now` can be believed; if so it is stored, once a minute."""
    if not is_believable(tx, now):
        return False
    last = believed(tx)
    if last is None or abs(now - last) >= OFTEN:
        believe(tx, now)
    return True
