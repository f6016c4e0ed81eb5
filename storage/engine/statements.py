"""Statements built with SQLAlchemy Core, compiled once, run on the driver's own cursor.

Executing Core costs five times what the SQL does (measured: 0.7 ms a turn against 0.16 ms), so what
every turn runs goes through here. What runs rarely executes Core on `Transaction.core`.
"""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Float, bindparam, insert, update

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Dialect, Table
    from sqlalchemy.sql.dml import Insert
    from sqlalchemy.sql.elements import BindParameter


class Prepared:
    """One statement in one dialect: its SQL, and how its parameters and rows are converted."""

    def __init__(self, core: Any, dialect: Dialect) -> None:
        compiled = core.compile(dialect=dialect)
        self.sql: str = compiled.string
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        binds = [compiled.binds[name] for name in names]
        self.arguments = _arguments(binds, [] if compiled.positional else names, dialect)
        """Converts values by name to the driver's list or dict; KeyError names a missing value."""
        self.rows = _rows(getattr(core, "exported_columns", None), dialect)
        """Converts the driver's rows to named tuples with the columns' Python types."""


def _arguments(
    binds: Sequence[BindParameter[Any]], names: list[str], dialect: Dialect
) -> Callable[[dict[str, Any]], Any]:
    known: dict[str, Any] = {}
    items = []
    for place, bind in enumerate(binds):
        item = f"given[{bind.key!r}]"
        if not bind.required:
            known[f"default{place}"] = bind.effective_value
            item = f"given.get({bind.key!r}, default{place})"
        # Every driver accepts True and False.
        if not isinstance(bind.type, Boolean) and (
            convert := bind.type.dialect_impl(dialect).bind_processor(dialect)
        ):
            known[f"convert{place}"] = convert
            item = f"convert{place}({item})"
        items.append(f"{names[place]!r}: {item}" if names else item)
    listed = ", ".join(items)
    return _function(f"{{{listed}}}" if names else f"[{listed}]", known)


def _rows(columns: Any, dialect: Dialect) -> Callable[[Sequence[Any]], list[Any]]:
    keys = [] if columns is None else list(columns.keys())
    if not keys:
        return list
    known: dict[str, Any] = {"new": tuple.__new__, "Row": namedtuple("Row", keys)}
    items = []
    for place, column in enumerate(columns):
        item = f"row[{place}]"
        # Every driver returns floats; SQLAlchemy's processor needs more than is known here.
        if not isinstance(column.type, Float) and (
            convert := column.type.dialect_impl(dialect).result_processor(dialect, None)
        ):
            known[f"convert{place}"] = convert
            item = f"convert{place}({item})"
        items.append(item)
    return _function(f"[new(Row, ({', '.join(items)},)) for row in given]", known)


def _function(expression: str, known: dict[str, Any]) -> Callable[[Any], Any]:
    """A function of `given` that evaluates this expression.

    `namedtuple` and `dataclass` generate code in the same way. A turn calls about twenty of these
    functions; loops over lists of converters took three times as long.
    """
    made: Callable[[Any], Any] = eval(f"lambda given: {expression}", known)  # noqa: S307 our own columns' names
    return made


class Statement:
    """A Core statement that is compiled when a dialect first runs it."""

    __slots__ = ("_core", "_prepared")

    def __init__(self, core: Any) -> None:
        self._core = core
        self._prepared: dict[str, Prepared] = {}

    def prepared(self, dialect: Dialect) -> Prepared:
        """The compiled form for this dialect."""
        found = self._prepared.get(dialect.name)
        if found is None:
            found = self._prepared[dialect.name] = Prepared(self._core, dialect)
        return found


def inserting(table: Table, *left_out: str) -> Insert:
    """An insert with one parameter for each column, named after it.

    Without the id that the database counts, and without `left_out`.
    """
    columns = [
        column
        for column in table.columns
        if column.name not in left_out and not (column.name == "id" and column.primary_key)
    ]
    return insert(table).values(
        {column.name: bindparam(column.name, type_=column.type) for column in columns}
    )


@lru_cache(maxsize=256)
def changing(table: Table, columns: tuple[str, ...]) -> Statement:
    """An update of these columns in the row with the id `row`; each is a parameter."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return Statement(update(table).where(table.c.id == bindparam("row")).values(values))
