"""SQL that SQLite and PostgreSQL spell differently; nothing else depends on the dialect.

`ON CONFLICT` is spelled alike by SQLite and PostgreSQL, and SQLAlchemy's PostgreSQL insert
compiles for both (the SQLite one does not).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, bindparam, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.engine.types import Json

if TYPE_CHECKING:
    from sqlalchemy import Table

    from storage.engine.transaction import Transaction


def insert_if_new(table: Table, *columns: str) -> Any:
    """An insert that does nothing when the row exists; `.returning()` tells which it was."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return insert(table).values(values).on_conflict_do_nothing()


def insert_or_update(table: Table, keys: tuple[str, ...], *columns: str) -> Any:
    """An insert that updates `columns` when a row with these `keys` exists."""
    names = (*keys, *columns)
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    statement = insert(table).values(values)
    return statement.on_conflict_do_update(
        index_elements=[table.c[name] for name in keys],
        set_={name: statement.excluded[name] for name in columns},
    )


def insert_or_add(table: Table, keys: tuple[str, ...], number: str) -> Any:
    """An insert that adds to the column `number` when a row with these `keys` exists."""
    names = (*keys, number)
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    statement = insert(table).values(values)
    return statement.on_conflict_do_update(
        index_elements=[table.c[name] for name in keys],
        set_={number: table.c[number] + statement.excluded[number]},
    )


def lock_whole(tx: Transaction, table: Table) -> None:
    """Lock the table against other writers until the commit, and wait for those that write now.

    SQLite needs nothing: it has one writer at a time.
    """
    if tx.core.dialect.name == "postgresql":
        tx.core.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


class seconds_between(FunctionElement[float]):  # noqa: N801 it reads like SQL's other functions
    """`seconds_between(later, earlier)`: the seconds from one moment to another."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _by_days(element: Any, compiler: Any, **more: Any) -> str:
    later, earlier = (compiler.process(one, **more) for one in element.clauses)
    return f"(julianday({later}) - julianday({earlier})) * 86400"


@compiles(seconds_between, "postgresql")
def _by_interval(element: Any, compiler: Any, **more: Any) -> str:
    later, earlier = (compiler.process(one, **more) for one in element.clauses)
    return f"EXTRACT(EPOCH FROM {later} - {earlier})"


class listed_where(FunctionElement[Any]):  # noqa: N801 see above
    """`listed_where(value, condition)`: the list of a value where a condition holds.

    An aggregate. None or empty where the condition never holds.
    """

    type = Json()
    inherit_cache = True


@compiles(listed_where, "sqlite")
def _by_group_array(element: Any, compiler: Any, **more: Any) -> str:
    value, condition = (compiler.process(one, **more) for one in element.clauses)
    return f"json_group_array({value}) FILTER (WHERE {condition})"


@compiles(listed_where, "postgresql")
def _by_aggregate(element: Any, compiler: Any, **more: Any) -> str:
    value, condition = (compiler.process(one, **more) for one in element.clauses)
    return f"CAST(json_agg({value}) FILTER (WHERE {condition}) AS TEXT)"
