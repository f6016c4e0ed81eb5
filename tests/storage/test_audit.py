"""The audit log: nobody changes, deletes or moves a row unseen; erasing leaves it valid."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from storage import audit

if TYPE_CHECKING:
    from storage.database import Database
    from storage.transaction import Transaction

pytestmark = pytest.mark.engines

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


async def filled(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for number in range(5):
            audit.add(
                tx, actor="official:1", act="replied", subject=f"submission:{number}", now=NOW,
                before={"state": "received"}, after={"state": "answered"},
            )  # fmt: skip

    await database.transact(work)
    assert await database.read(audit.is_unsealed)
    assert await database.transact(audit.seal) == 5
    assert not await database.read(audit.is_unsealed)


async def test_a_sealed_log_is_whole(database: Database) -> None:
    await filled(database)
    assert await database.read(audit.first_broken) is None
    assert await database.transact(audit.seal) == 0


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit SET act = 'assigned' WHERE id = 3",
        "UPDATE audit SET digest = 'x' WHERE id = 3",
        "UPDATE audit SET at = '2026-11-24T02:00:00.000000+00:00' WHERE id = 3",
    ],
)
async def test_a_changed_row_is_named(database: Database, harm: str) -> None:
    await filled(database)
    await database.transact(lambda tx: tx.core.execute(text(harm)))
    assert await database.read(audit.first_broken) == 3


async def test_a_deleted_row_is_noticed_at_the_next(database: Database) -> None:
    await filled(database)

    def harm(tx: Transaction) -> None:
        tx.core.execute(text("DELETE FROM audit_detail WHERE audit_id = 3"))
        tx.core.execute(text("DELETE FROM audit WHERE id = 3"))

    await database.transact(harm)
    assert await database.read(audit.first_broken) == 4


async def test_erasing_the_values_leaves_the_chain_valid(database: Database) -> None:
    await filled(database)
    await database.transact(lambda tx: tx.core.execute(text("DELETE FROM audit_detail")))
    assert await database.read(audit.first_broken) is None
