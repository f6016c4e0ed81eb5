"""`tests.plugins.plans` fails whatever test has the storage read a large table whole: that it does so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from storage.cases import submissions
from storage.engine.database import Database
from storage.engine.statements import Statement
from storage.messages import outbox_states
from storage.tables.case import submission
from storage.tables.person import person
from tests.plugins import plans
from tests.plugins.plans import Watch, scanned

if TYPE_CHECKING:
    import sqlite3

    from storage.engine.transaction import Transaction
    from tests.engines import Server

pytestmark = pytest.mark.sqlite

PREPARED = Statement(select(person.c.id).where(person.c.name == bindparam("name")))


def reads_whole(tx: Transaction) -> None:
    """Two that do, on either way to the database, and two that do not."""
    tx.core.execute(select(submission.c.id).where(submission.c.place == "ấp 4"))
    tx.all(PREPARED, name="Lan")
    tx.core.execute(select(submission.c.place).where(submission.c.code == "K7M2Q9X"))
    tx.core.execute(select(submission.c.place).order_by(submission.c.id.desc()).limit(1))


async def test_what_reads_a_large_table_whole_is_named(
    database: Database, watch: Watch, schema_of_now: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(plans, "STORAGE", str(Path(__file__).parent))
    await database.read(reads_whole)
    first, second = watch.scans(schema_of_now)
    assert first.startswith("test_query_plans.py:reads_whole: SCAN submission")
    assert second.startswith("test_query_plans.py:reads_whole: SCAN person")


async def test_what_a_test_asks_itself_is_its_own_affair(database: Database, watch: Watch) -> None:
    await database.read(reads_whole)
    assert watch.seen == {}


async def test_postgresql_names_it_too(
    postgres: str, server: Server, watch: Watch, schema_of_now: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(plans, "STORAGE", str(Path(__file__).parent))
    opened = await Database.open(postgres)
    await opened.read(reads_whole)
    await opened.close()
    first, second = watch.scans(schema_of_now, server)
    assert first.startswith("test_query_plans.py:reads_whole: Seq Scan on submission")
    assert second.startswith("test_query_plans.py:reads_whole: Seq Scan on person")


def steps(schema: sqlite3.Connection, statement: Statement, **values: str) -> list[str]:
    """What SQLite would do."""
    prepared = statement.prepared(sqlite_dialect())
    rows = schema.execute(f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.arguments(values))
    return [row[3] for row in rows]


def test_a_waiting_message_is_looked_for_by_its_topic(schema_of_now: sqlite3.Connection) -> None:
    """Thousands may wait for one official: a card for them looks at its own case's, not at all."""
    (step,) = steps(
        schema_of_now,
        outbox_states._SAME_TOPIC,
        of_channel="telegram",
        of_chat="77",
        of_topic="card:5",
    )
    assert step.endswith("ix_outbox_waiting_chat (channel=? AND chat=? AND topic=?)")


def test_what_is_about_no_case_is_not_in_the_index_of_messages_about_one(
    schema_of_now: sqlite3.Connection,
) -> None:
    first, *_others = steps(
        schema_of_now, submissions._BY_MESSAGE, of_channel="telegram", of_chat="77", of_message="5"
    )
    assert first.endswith("ix_outbox_message (channel=? AND chat=? AND provider_message=?)")
    assert "ix_outbox_message" in plans.PARTIAL


def test_a_scan_is_recognised() -> None:
    assert scanned(["SCAN submission", "SCAN account USING COVERING INDEX ix_account_chat"])
    assert not scanned(["SEARCH submission USING INTEGER PRIMARY KEY (rowid=?)", "SCAN official",
                        "SCAN outbox USING INDEX ix_outbox_waiting"])  # fmt: skip
    assert not scanned(["CO-ROUTINE newest", "SEARCH case_word USING INDEX x", "SCAN newest"])
