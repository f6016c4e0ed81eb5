"""Checks a database: its pages, its references, the audit log.

Each part is checked in a read transaction of its own, so that one that cannot be read hides nothing
of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from storage import audit
from storage.engine.errors import DatabaseIll, is_damage
from storage.tables.case import file

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.engine.database import Database
    from storage.engine.transaction import Transaction


async def problems(database: Database) -> tuple[list[str], bool]:
    """(What is wrong, a line each; whether a part is damaged, so that a restore is needed.)

    Raises `DatabaseIll` for what goes away by itself: a lock, a server that is down.
    """
    found: list[str] = []
    damaged = False
    for part, look in PARTS:
        try:
            found += await database.read(look)
        except DatabaseIll as error:
            if not is_damage(str(error)):
                raise
            found.append(f"{part}: cannot be read ({error})")
            damaged = True
    return found, damaged or any(one.startswith(PAGES) for one in found)


def paths(tx: Transaction) -> list[str]:
    """Paths of every file in the database, below the data directory."""
    return list(tx.core.execute(select(file.c.path).where(file.c.path != "")).scalars())


def _pages(tx: Transaction) -> list[str]:
    if tx.core.dialect.name != "sqlite":
        return []
    rows = tx.core.execute(text("PRAGMA integrity_check")).scalars()
    # SQLite reports the first hundred findings; the first few are enough to call for a restore.
    found = [row for row in rows if row != "ok"]
    return [f"{PAGES}: {' '.join(row.split())}" for row in found[:SHOWN]] + (
        [f"{PAGES}: and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    )


def _references(tx: Transaction) -> list[str]:
    if tx.core.dialect.name != "sqlite":
        return []
    return [
        f"{REFERENCES}: row {row} of {table} points to a row of {parent} that is gone"
        for table, row, parent, _key in tx.core.execute(text("PRAGMA foreign_key_check"))
    ]


def _acts(tx: Transaction) -> list[str]:
    broken = audit.first_broken(tx)
    if broken is None:
        return []
    return [f"{AUDIT}: row {broken} was changed, moved or removed, or one before it was"]


def _values(tx: Transaction) -> list[str]:
    altered = audit.first_altered(tx)
    if altered is None:
        return []
    return [f"{AUDIT}: what row {altered} says of before and after was changed"]


PAGES, REFERENCES, AUDIT = "pages", "references", "audit log"
SHOWN = 5
PARTS: tuple[tuple[str, Callable[[Transaction], list[str]]], ...] = (
    (PAGES, _pages),
    (REFERENCES, _references),
    (AUDIT, _acts),
    (AUDIT, _values),
)
