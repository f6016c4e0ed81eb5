"""The tokens with which a service is called, where the service changes them: Zalo's OA does daily.

A refresh token works once. Whoever renews first takes the row for a while (`begin`), in one
statement that works alike on SQLite and PostgreSQL; everybody else waits for what that brings.
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
    """What one channel's service is called with. Shown without its tokens."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    obtained_at: datetime
    expires_at: datetime
    """The tokens token's end."""
    renewable_until: datetime
    """The refresh token's end."""
    generation: int
    dead: str
    """Why it cannot be renewed; empty while it can."""
    seed: str


_NAMES = tuple(ServiceTokens.__slots__)
_STORE = Statement(
    insert_or_update(
        service_access, ("channel",), *_NAMES, "renewing", "renewing_until",
    )
)  # fmt: skip
_FIRST = Statement(insert_if_new(service_access, "channel", *_NAMES, "renewing", "renewing_until"))


def find(tx: Transaction, channel: str) -> ServiceTokens | None:
    """What is kept for a channel, or None."""
    row = tx.core.execute(
        select(*(service_access.c[name] for name in _NAMES)).where(
            service_access.c.channel == channel
        )
    ).first()
    return ServiceTokens(*row) if row else None


def store(tx: Transaction, channel: str, tokens: ServiceTokens) -> None:
    """Keep this from now on, whatever was kept; nobody renews it."""
    values = {name: getattr(tokens, name) for name in _NAMES}
    tx.run(_STORE, channel=channel, renewing="", renewing_until=None, **values)


def store_first(tx: Transaction, channel: str, tokens: ServiceTokens) -> None:
    """Keep this if nothing is kept."""
    values = {name: getattr(tokens, name) for name in _NAMES}
    tx.run(_FIRST, channel=channel, renewing="", renewing_until=None, **values)


def begin_renewal(
    tx: Transaction, channel: str, generation: int, who: str, *, now: datetime, until: datetime
) -> bool:
    """Take the right to renew this generation, until a moment after which nobody can still be at
    it; False when somebody else has it or was faster."""
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
    """It did not work this time; somebody may try again."""
    tx.core.execute(
        update(service_access)
        .where(service_access.c.channel == channel, service_access.c.renewing == who)
        .values(renewing="", renewing_until=None)
    )


def mark_dead(tx: Transaction, channel: str, generation: int, why: str) -> None:
    """The service takes this refresh token no more: somebody has to consent again."""
    tx.core.execute(
        update(service_access)
        .where(service_access.c.channel == channel, service_access.c.generation == generation)
        .values(dead=why, renewing="", renewing_until=None)
    )
