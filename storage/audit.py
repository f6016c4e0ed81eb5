"""The audit log: every act, in a hash chain, so that a later change is noticed.

A row holds who, what, when and a salted digest of the values before and after. The values themselves
are in an erasable side table, so erasing a person leaves the chain valid. Rows are added to the chain
after their commit (`extend_chain`), by one process. The end of the chain is stored apart (`head`), so
that rows cannot be removed from the end, or added there, without being noticed.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import func, select

from storage.engine.dialects import insert_or_update, lock_whole
from storage.engine.statements import Statement, changing, inserting
from storage.tables.work import audit, audit_detail, audit_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Select

    from storage.engine.transaction import Transaction

_ADD = Statement(inserting(audit).returning(audit.c.id))
_DETAIL = Statement(inserting(audit_detail))
_HEAD = Statement(insert_or_update(audit_head, ("id",), "row", "chain"))
_LAST = select(audit_head.c.row).where(audit_head.c.id == 1).scalar_subquery()
_IS_NEW = (audit.c.chain == "") & (audit.c.id > func.coalesce(_LAST, 0))
SYSTEM = "system"
JOB = "job"
OPERATOR = "operator"
"""Whoever uses the command line of the machine."""
PAGE = 1000
"""Rows that are read at once."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: its last row, and the hash over all rows up to it."""

    row: int
    chain: str


def add(
    tx: Transaction,
    *,
    actor: str,
    act: str,
    subject: str,
    now: datetime,
    via: str = JOB,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Record an act. `before` and `after` are plain data.

    `actor` is like `official:3`, `person:7` or `system`, `subject` like `submission:12`, `via` the way
    it was done (`domain.people.via.Via`).
    """
    salt = secrets.token_hex(16)
    row = tx.one(
        _ADD,
        at=now,
        actor=actor,
        act=act,
        via=via,
        subject=subject,
        chain="",
        digest=_digest(salt, before, after),
    )
    if before is not None or after is not None:
        tx.run(_DETAIL, audit_id=row.id, salt=salt, before=before, after=after)


def newest(tx: Transaction) -> datetime | None:
    """The moment of the newest row; None in an empty log."""
    return tx.core.execute(select(audit.c.at).order_by(audit.c.id.desc()).limit(1)).scalar()


def has_unchained(tx: Transaction) -> bool:
    """Whether a row is not in the chain yet."""
    return tx.core.execute(select(audit.c.id).where(_IS_NEW).limit(1)).first() is not None


def head(tx: Transaction) -> Head:
    """The end of the chain; row 0 while it is empty."""
    row = tx.core.execute(
        select(audit_head.c.row, audit_head.c.chain).where(audit_head.c.id == 1)
    ).first()
    return Head(row.row, row.chain) if row else Head(0, "")


def chain_at(tx: Transaction, row: int) -> str:
    """The hash of a row; empty when it is gone or not in the chain yet."""
    return tx.core.execute(select(audit.c.chain).where(audit.c.id == row)).scalar() or ""


def extend_chain(tx: Transaction, limit: int = 500) -> int:
    """Add the oldest rows that are not in the chain yet; returns how many.

    It locks the log and waits for its writers: no row with a smaller id may appear afterwards.
    """
    lock_whole(tx, audit)
    end = head(tx)
    rows = tx.core.execute(select(audit).where(_IS_NEW).order_by(audit.c.id).limit(limit)).all()
    sealed = []
    for row in rows:
        end = Head(row.id, _link(end.chain, row))
        sealed.append({"row": row.id, "chain": end.chain})
    if rows:
        tx.run_many(changing(audit, ("chain",)), sealed)
        tx.run(_HEAD, id=1, row=end.row, chain=end.chain)
    return len(rows)


def first_broken(tx: Transaction) -> int | None:
    """The id of the first row of the chain that was changed or moved, or follows a removed one.

    None when the chain is whole up to its head.
    """
    end = head(tx)
    chain, last = "", 0
    sealed = (audit.c.id <= end.row) | (audit.c.chain != "")
    for row in _in_order(tx, select(audit).where(sealed)):
        chain, last = _link(chain, row), row.id
        if chain != row.chain or row.id > end.row:
            return int(row.id)
    return None if (last, chain) == (end.row, end.chain) else end.row


def first_altered(tx: Transaction) -> int | None:
    """The id of the first row whose values before and after do not match its digest, or None.

    Values of erased people are gone, which is no change.
    """
    rows = select(
        audit.c.id,
        audit.c.digest,
        audit_detail.c.salt,
        audit_detail.c.before,
        audit_detail.c.after,
    ).join(audit_detail, audit_detail.c.audit_id == audit.c.id)
    for row in _in_order(tx, rows):
        if _digest(row.salt, row.before, row.after) != row.digest:
            return int(row.id)
    return None


def _in_order(tx: Transaction, rows: Select[Any]) -> Iterator[Any]:
    """The rows by id, read a page at a time: a log of many years does not fit into memory."""
    last = 0
    while page := tx.core.execute(
        rows.where(audit.c.id > last).order_by(audit.c.id).limit(PAGE)
    ).all():
        yield from page
        last = page[-1].id


def _digest(salt: str, before: Any, after: Any) -> str:
    return hashlib.sha256(
        salt.encode() + orjson.dumps([before, after], option=orjson.OPT_SORT_KEYS)
    ).hexdigest()


def _link(previous: str, row: Any) -> str:
    content = [
        previous,
        row.id,
        row.at.isoformat(),
        row.actor,
        row.act,
        row.via,
        row.subject,
        row.digest,
    ]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()
