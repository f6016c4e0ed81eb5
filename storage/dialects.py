"""The only place for SQL that is not the same everywhere.

`ON CONFLICT` is spelled alike by SQLite and PostgreSQL, and SQLAlchemy's SQLite insert compiles
for both (a test compiles each).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

if TYPE_CHECKING:
    from sqlalchemy import Table


def insert_if_new(table: Table, *columns: str) -> Any:
    """An insert that does nothing when the row is there; say `.returning()` to learn which."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return insert(table).values(values).on_conflict_do_nothing()


def insert_or_update(table: Table, keys: tuple[str, ...], *columns: str) -> Any:
    """An insert that replaces `columns` when a row with these `keys` is there."""
    names = (*keys, *columns)
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    statement = insert(table).values(values)
    return statement.on_conflict_do_update(
        index_elements=[table.c[name] for name in keys],
        set_={name: statement.excluded[name] for name in columns},
    )
