"""Tokens that a service is called with and that it changes: Zalo's OA does so daily.

A refresh token works once. The first process to renew reserves the row for a while (`begin_renewal`),
in one statement that works alike on SQLite and PostgreSQL; the others wait for the new tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from storage.engine.dialects import insert_if_new, insert_or_update
from storage.engine.statements import Statement
from storage.tables.service import service_access

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ServiceTokens:
    """The tokens of one channel's service; `repr` leaves them out."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    obtained_at: datetime
    expires_at: datetime
    """The expiry of the access token (UTC)."""
    renewable_until: datetime
    """The expiry of the refresh token (UTC)."""
    generation: int
    dead: str
    """Why the tokens cannot be renewed; empty while they can."""
    seed: str


_NAMES = tuple(ServiceTokens.__slots__)
_STORE = Statement(
    insert_or_update(
        service_access,
        ("channel",),
        *_NAMES,
        "renewing",
        "renewing_until",
    )
)
_FIRST = Statement(insert_if_new(service_access, "channel", *_NAMES, "renewing", "renewing_until"))


def find(tx: Transaction, channel: str) -> ServiceTokens | None:
    """The tokens of a channel, or None."""
    row = tx.core.execute(
        select(*(service_access.c[name] for name in _NAMES)).where(
            service_access.c.channel == channel
        )
    ).first()
    return ServiceTokens(*row) if row else None


def store(tx: Transaction, channel: str, tokens: ServiceTokens) -> None:
    """Store new tokens, whatever was stored; this ends a renewal."""
    values = {name: getattr(tokens, name) for name in _NAMES}
    tx.run(_STORE, channel=channel, renewing="", renewing_until=None, **values)


def store_first(tx: Transaction, channel: str, tokens: ServiceTokens) -> None:
    """Store the tokens unless some are stored already."""
    values = {name: getattr(tokens, name) for name in _NAMES}
    tx.run(_FIRST, channel=channel, renewing="", renewing_until=None, **values)


def begin_renewal(
    tx: Transaction, channel: str, generation: int, who: str, *, now: datetime, until: datetime
) -> bool:
    """Reserve the renewal of this generation until a moment at which it cannot still be running.

    Returns False when another process has reserved it or has renewed the tokens already.
    """
    row = tx.core.execute(
        update(service_access)
        .where(
            service_access.c.channel == channel,
            service_access.c.generation == generation,
            or_(service_access.c.renewing == "", service_access.c.renewing_until < now),
        )
        .values(renewing=who, renewing_until=until)
        .returning(service_access.c.channel)
    ).first()
    return row is not None


def end_renewal(tx: Transaction, channel: str, who: str) -> None:
    """End a renewal that failed; another process may try again."""
    tx.core.execute(
        update(service_access)
        .where(service_access.c.channel == channel, service_access.c.renewing == who)
        .values(renewing="", renewing_until=None)
    )


def mark_dead(tx: Transaction, channel: str, generation: int, why: str) -> None:
    """Store that the service refuses this refresh token: an administrator has to log in again."""
    tx.core.execute(
        update(service_access)
        .where(service_access.c.channel == channel, service_access.c.generation == generation)
        .values(dead=why, renewing="", renewing_until=None)
    )
