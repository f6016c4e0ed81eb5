"""Personal words, in one table where they can be erased; other tables point to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from storage.engine.statements import Statement, inserting
from storage.tables.message import personal_text

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction

_STORE = Statement(inserting(personal_text).returning(personal_text.c.id))
_READ = Statement(select(personal_text.c.body).where(personal_text.c.id == bindparam("row")))


def store(tx: Transaction, body: str, *, person_id: int | None, at: datetime) -> int:
    """Store words of a person, who may have them erased; returns their id."""
    row_id: int = tx.one(_STORE, person_id=person_id, body=body, at=at).id
    return row_id


def read(tx: Transaction, text_id: int | None) -> str:
    """The words; empty if they were erased, or there were none."""
    row = None if text_id is None else tx.one(_READ, row=text_id)
    return row.body if row else ""
