"""Column types that mean the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import DateTime, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Dialect


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC.

    `timestamptz` on PostgreSQL. ISO 8601 text of one fixed width on SQLite, so that comparing the text
    compares the moments.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, the database's own type elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Converts to UTC. Raises ValueError for a naive datetime, whose zone nobody can know.

        Not in `process_bind_param`: a turn would call its wrapper some twenty times.
        """
        return _written if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        """Returns an aware datetime in UTC."""
        return _read if dialect.name == "sqlite" else _in_utc


@lru_cache(maxsize=128)
def _written(moment: datetime | None) -> str | None:
    """Cached: one turn writes the same moment into a dozen columns."""
    found = _in_utc(moment)
    return None if found is None else found.isoformat(timespec="microseconds")


def _read(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return moment.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Plain data (dict, list, str, int, float, bool, None), stored as JSON text.

    None is stored as NULL. Tuples come back as lists.
    """

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:  # noqa: ARG002
        """See `Moment.bind_processor`."""
        return _dumped

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        """Returns what was stored."""
        return _loaded


def _dumped(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _loaded(value: str | None) -> Any:
    return None if value is None else orjson.loads(value)
