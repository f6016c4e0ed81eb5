"""A SQLAlchemy engine over a driver connection that is already open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from sqlalchemy import Engine


def core_on(raw: Any, url: str, **more: Any) -> Engine:
    """An engine with `raw` as its only connection; `url` names the dialect.

    It never begins or commits: the caller does, on the raw connection.
    """
    return create_engine(
        url,
        creator=lambda: raw,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        **more,
    )
