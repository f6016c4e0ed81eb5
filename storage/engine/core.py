"""SQLAlchemy's side of a connection that somebody else opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from sqlalchemy import Engine


def core_on(raw: Any, url: str, **more: Any) -> Engine:
    """An engine of the kind that `url` names with `raw` as its only connection; BEGIN and COMMIT
    stay ours to say."""
    return create_engine(
        url,
        creator=lambda: raw,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        **more,
    )
