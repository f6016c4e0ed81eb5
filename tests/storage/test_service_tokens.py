"""Copies hold no token; a new database file is read by its owner alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from storage import service_tokens
from storage.engine.schema import migrate
from storage.engine.snapshots import copy
from storage.service_tokens import ServiceTokens

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine.database import Database

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_nobody_else_on_the_machine_reads_a_new_file(tmp_path: Path) -> None:
    migrate(tmp_path / "new.db")
    assert (tmp_path / "new.db").stat().st_mode & 0o077 == 0


@pytest.mark.sqlite
async def test_a_copy_holds_no_token(database: Database, where: Path, tmp_path: Path) -> None:
    kept = ServiceTokens("the-access-token", "the-refresh-token", NOW, NOW, NOW, 1, "", "")
    await database.transact(lambda tx: service_tokens.store(tx, "zalo_oa", kept))
    copy(where, tmp_path / "copy.db", lambda: False)
    assert b"the-access-token" not in (tmp_path / "copy.db").read_bytes()
    assert b"the-refresh-token" not in (tmp_path / "copy.db").read_bytes()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("SELECT count(*) FROM service_access").fetchone() == (0,)
