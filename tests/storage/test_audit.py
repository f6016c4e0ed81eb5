"""The audit log: nobody changes, deletes or moves a row unseen; erasing leaves it valid."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from storage import audit

if TYPE_CHECKING:
    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

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
    assert await database.read(audit.has_unchained)
    assert await database.transact(audit.extend_chain) == 5
    assert not await database.read(audit.has_unchained)


@pytest.mark.parametrize("page", [1, 2, 5, 1000])
async def test_a_sealed_log_is_whole(
    database: Database, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE", page)
    await filled(database)
    assert await database.read(audit.first_altered) is None
    assert await database.read(audit.first_broken) is None
    assert await database.transact(audit.extend_chain) == 0


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


FORGED = (
    "INSERT INTO audit (id, at, actor, act, via, subject, digest, chain)"
    " SELECT 6, at, actor, act, via, subject, digest, chain FROM audit WHERE id = 5"
)


@pytest.mark.parametrize(
    ("harms", "row"),
    [
        (["UPDATE audit SET act = 'assigned' WHERE id = 5"], 5),
        (["UPDATE audit SET act = 'assigned', chain = '' WHERE id = 5"], 5),
        (["DELETE FROM audit WHERE id = 5"], 5),
        (["DELETE FROM audit WHERE id > 2"], 5),
        (["DELETE FROM audit"], 5),
        ([FORGED], 6),
        (["DELETE FROM audit_head"], 1),
        (["UPDATE audit_head SET row = 4"], 5),
        (["UPDATE audit_head SET row = 6"], 6),
    ],
)
async def test_the_end_of_the_log_is_guarded_too(
    database: Database, harms: list[str], row: int
) -> None:
    await filled(database)

    def harm(tx: Transaction) -> None:
        for sql in ("DELETE FROM audit_detail", *harms):
            tx.core.execute(text(sql))

    await database.transact(harm)
    assert await database.read(audit.first_broken) == row


async def test_what_comes_after_a_cut_does_not_heal_it(database: Database) -> None:
    """New acts join the chain where it ended, not where somebody made it end."""
    await filled(database)

    def harm(tx: Transaction) -> None:
        tx.core.execute(text("DELETE FROM audit_detail"))
        tx.core.execute(text("DELETE FROM audit WHERE id = 5"))
        tx.core.execute(text("UPDATE audit SET act = 'assigned', chain = '' WHERE id = 4"))
        audit.add(tx, actor="system", act="sealed", subject="", now=NOW)

    await database.transact(harm)
    assert await database.transact(audit.extend_chain) == 1
    assert await database.read(audit.first_broken) == 4


async def test_erasing_the_values_leaves_the_chain_valid(database: Database) -> None:
    await filled(database)
    await database.transact(lambda tx: tx.core.execute(text("DELETE FROM audit_detail")))
    assert await database.read(audit.first_broken) is None
