"""A database with five sealed acts and a person."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest

from storage import audit
from storage.engine.database import Database
from tests.engines import empty_file

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine.transaction import Transaction

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with five sealed acts and a person."""
    path = empty_file(tmp_path / "nghedan.db")
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("NGHEDAN_DATA_DIR", str(tmp_path))

    async def fill() -> None:
        opened = await Database.open(path)
        for number in range(5):
            await opened.transact(partial(act, number=number))
        await opened.transact(audit.extend_chain)
        await opened.close()

    asyncio.run(fill())
    run(
        path,
        "INSERT INTO person (id, created_at, name, language, language_chosen, phone, discreet,"
        " announcements) VALUES (7, '2026-11-16T05:00:00+00:00', 'Lan', 'vi', 0, '', 0, 0)",
    )
    return path


def act(tx: Transaction, number: int) -> None:
    audit.add(
        tx,
        actor="official:1",
        act=f"act {number}",
        subject="submission:1",
        now=NOON,
        after={"n": number, "also": "yes"},
    )


def run(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
