"""Statements built with SQLAlchemy Core, compiled once, run on the driver's own cursor.

Executing Core costs five times what the SQL does (measured: 0.7 ms a turn against 0.16 ms), so
what every turn runs goes through here and reads like any other statement. Cold paths simply
execute Core on `Transaction.core`.
"""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Float, bindparam, insert, update

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Dialect, Table
    from sqlalchemy.sql.dml import Insert
    from sqlalchemy.sql.elements import BindParameter


class Prepared:
    """One statement in one dialect: its text, what becomes of its parameters and its rows."""

    def __init__(self, core: Any, dialect: Dialect) -> None:
        compiled = core.compile(dialect=dialect)
        self.sql: str = compiled.string
        self._names = compiled.positiontup if compiled.positional else list(compiled.binds)
        self._positional: bool = compiled.positional
        binds: list[BindParameter[Any]] = [compiled.binds[name] for name in self._names]
        self._pick = _picking([bind.key for bind in binds])
        self._defaults = {bind.key: bind.effective_value for bind in binds if not bind.required}
        self._converted = [
            (place, convert)
            for place, bind in enumerate(binds)
            # Every driver takes True and False as they are.
            if not isinstance(bind.type, Boolean)
            and (convert := bind.type.dialect_impl(dialect).bind_processor(dialect))
        ]
        columns = getattr(core, "exported_columns", None)
        keys = [] if columns is None else list(columns.keys())
        self._row: Any = namedtuple("Row", keys) if keys else tuple
        self._results = [
            (place, convert)
            for place, column in enumerate(columns or ())
            # Every driver gives floats as floats; SQLAlchemy asks for more than we know here.
            if not isinstance(column.type, Float)
            and (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]

    def arguments(self, values: dict[str, Any]) -> Any:
        """What the driver wants: a list or a dict; KeyError names a value that is missing."""
        if self._defaults:
            values = self._defaults | values
        found = list(self._pick(values))
        for place, convert in self._converted:
            found[place] = convert(found[place])
        return found if self._positional else dict(zip(self._names, found, strict=True))

    def rows(self, raw: Sequence[Sequence[Any]]) -> list[Any]:
        """Named tuples with the columns' Python types."""
        if not self._results:
            return [self._row._make(row) for row in raw] if self._row is not tuple else list(raw)
        converted = []
        for row in raw:
            values = list(row)
            for place, convert in self._results:
                values[place] = convert(values[place])
            converted.append(self._row._make(values))
        return converted


def _picking(keys: list[str]) -> Callable[[dict[str, Any]], Sequence[Any]]:
    """What picks the values of these keys out of a dict, in their order."""
    if len(keys) > 1:
        return itemgetter(*keys)
    # One key's itemgetter would give its value alone.
    return lambda values: [values[key] for key in keys]


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
    """An insert with one parameter a column, named after it, but for the counted key and
    `left_out`."""
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
    """An update of the row with the id `row` that sets these columns, a parameter each."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return Statement(update(table).where(table.c.id == bindparam("row")).values(values))
