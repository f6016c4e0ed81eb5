"""Every act, in an order nobody can change unseen.

A row holds who, what, when and a salted digest of the values before and after; the values
themselves lie in an erasable side table, so erasing a person leaves the chain valid. Rows are
sealed into the chain after the commit (`seal`), by one process.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select, update

from storage.dialects import lock_whole
from storage.statements import Statement, inserting
from storage.tables.work import audit, audit_detail

if TYPE_CHECKING:
    from datetime import datetime

    from storage.transaction import Transaction

_ADD = Statement(inserting(audit).returning(audit.c.id))
_DETAIL = Statement(inserting(audit_detail))
SYSTEM = "system"


def add(
    tx: Transaction,
    *,
    actor: str,
    act: str,
    subject: str,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Record an act: `actor` is `official:3`, `person:7` or `system`, `subject` like
    `submission:12`; `before` and `after` are plain data."""
    salt = secrets.token_hex(16)
    row = tx.one(
        _ADD, at=now, actor=actor, act=act, subject=subject, chain="",
        digest=_digest(salt, before, after),
    )  # fmt: skip
    if before is not None or after is not None:
        tx.run(_DETAIL, audit_id=row.id, salt=salt, before=before, after=after)


def newest(tx: Transaction) -> datetime | None:
    """When the last act was recorded; None before the first."""
    return tx.core.execute(select(audit.c.at).order_by(audit.c.id.desc()).limit(1)).scalar()


def is_unsealed(tx: Transaction) -> bool:
    """Whether a row waits to be sealed."""
    return (
        tx.core.execute(select(audit.c.id).where(audit.c.chain == "").limit(1)).first() is not None
    )


def seal(tx: Transaction, limit: int = 500) -> int:
    """Add the oldest unsealed rows to the chain; returns how many. Waits until nobody else is
    writing one: a row with a smaller number must not appear behind the sealed ones."""
    lock_whole(tx, audit)
    last = tx.core.execute(
        select(audit.c.chain).where(audit.c.chain != "").order_by(audit.c.id.desc()).limit(1)
    ).scalar()
    chain = last or ""
    rows = tx.core.execute(
        select(audit).where(audit.c.chain == "").order_by(audit.c.id).limit(limit)
    ).all()
    for row in rows:
        chain = _link(chain, row)
        tx.core.execute(update(audit).where(audit.c.id == row.id).values(chain=chain))
    return len(rows)


def first_broken(tx: Transaction) -> int | None:
    """The id of the first sealed row that was changed, removed before or moved; None when whole."""
    chain = ""
    for row in tx.core.execute(select(audit).where(audit.c.chain != "").order_by(audit.c.id)):
        chain = _link(chain, row)
        if chain != row.chain:
            return int(row.id)
    return None


def first_altered(tx: Transaction) -> int | None:
    """The id of the first row whose "before and after" is not what its digest was made of; None
    when all are. Those of erased people are gone, which alters nothing."""
    rows = tx.core.execute(
        select(
            audit.c.id, audit.c.digest, audit_detail.c.salt, audit_detail.c.before,
            audit_detail.c.after,
        )
        .join(audit_detail, audit_detail.c.audit_id == audit.c.id)
        .order_by(audit.c.id)
    )  # fmt: skip
    for row in rows:
        if _digest(row.salt, row.before, row.after) != row.digest:
            return int(row.id)
    return None


def _digest(salt: str, before: Any, after: Any) -> str:
    return hashlib.sha256(
        salt.encode() + orjson.dumps([before, after], option=orjson.OPT_SORT_KEYS)
    ).hexdigest()


def _link(previous: str, row: Any) -> str:
    content = [previous, row.id, row.at.isoformat(), row.actor, row.act, row.subject, row.digest]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()
