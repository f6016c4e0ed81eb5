"""A restore: migrate the copy, erase people again, add an entry to the audit log.

On PostgreSQL, which its own tools restore, all but the first.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from bot.backup.backups import Copies
from bot.backup.manifest import Manifest
from bot.backup.restoring import restore
from bot.cli import main
from bot.errors import OperatorError
from bot.jobs.job import JobContext
from bot.jobs.nightly_backup import nightly_backup
from bot.process.clock import Clock
from storage import audit
from storage.engine import schema
from storage.engine.database import Database
from storage.people import erasure, people
from storage.tables.person import person
from storage.tables.work import audit as audit_table
from tests.engines import empty_file
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.engine.transaction import Transaction

NIGHT_HOUR = datetime(2026, 11, 16, 2, 5, tzinfo=UTC)


def create(name: str) -> Callable[[Transaction], int]:
    def work(tx: Transaction) -> int:
        audit.add(tx, actor="system", act="created", subject=name, now=NIGHT_HOUR)
        return people.create(
            tx,
            channel="telegram",
            sender=name,
            chat=name,
            name=name,
            language="vi",
            now=NIGHT_HOUR,
        ).id

    return work


async def filled(where: Path | str) -> tuple[int, int]:
    """Two people and two sealed acts."""
    database = await Database.open(where)
    made = await database.transact(create("Lan")), await database.transact(create("Tư"))
    await database.transact(audit.extend_chain)
    await database.close()
    return made


async def erased(where: Path | str, person_id: int) -> None:
    database = await Database.open(where)
    later = NIGHT_HOUR + timedelta(hours=5)
    await database.transact(lambda tx: erasure.erase(tx, person_id, later))
    await database.transact(
        lambda tx: audit.add(tx, actor="system", act="erased", subject="", now=later)
    )
    await database.transact(audit.extend_chain)
    await database.close()


async def acts(where: Path | str) -> list[tuple[int, str, str]]:
    database = await Database.open(where)
    rows = await database.read(
        lambda tx: tx.core.execute(
            select(audit_table.c.id, audit_table.c.act, audit_table.c.subject).order_by("id")
        ).all()
    )
    assert await database.read(audit.first_broken) is None
    await database.close()
    return [tuple(row) for row in rows]


async def names(where: Path | str) -> list[str]:
    database = await Database.open(where)
    rows = await database.read(
        lambda tx: tx.core.execute(select(person.c.name).order_by("id")).scalars().all()
    )
    await database.close()
    return list(rows)


@pytest.fixture
def made(tmp_path: Path) -> Copies:
    return Copies(empty_file(tmp_path / "nghedan.db"), tmp_path, tmp_path / "copies", keep_days=3)


async def test_a_restore_is_an_act(made: Copies) -> None:
    """Which copy, how many were forgotten again, and how far the log had come."""
    lan, _tu = await filled(made.database)
    copy = await made.make(NIGHT_HOUR)
    await erased(made.database, lan)
    database = await Database.open(made.database)
    made.manifest.add_head(NIGHT_HOUR + timedelta(days=1), await database.read(audit.head))
    await database.close()
    (noted,) = made.manifest.heads()
    assert await restore(copy, made, NIGHT_HOUR + timedelta(days=2), replace=True) == 1
    assert await names(made.database) == ["", "Tư"]
    assert await acts(made.database) == [
        (1, "created", "Lan"),
        (2, "created", "Tư"),
        (3, "restored", f"copy:{copy.name}"),
    ]
    with closing(sqlite3.connect(made.database)) as connection:
        (after,) = connection.execute(
            "SELECT after FROM audit_detail WHERE audit_id = 3"
        ).fetchone()
    assert json.loads(after) == {"forgotten": 1, "noted": [noted.at, 3, noted.chain]}
    assert made.manifest.heads() == []
    assert not list(made.database.parent.glob("*.part*"))


async def test_a_copy_is_brought_up_to_date_before_anything_is_forgotten_in_it(
    made: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What forgets is written for today's tables."""
    lan, _tu = await filled(made.database)
    copy = await made.make(NIGHT_HOUR)
    await erased(made.database, lan)
    known: list[Any] = []
    migrate = schema.migrate

    def noted(where: Path) -> tuple[str, str]:
        with closing(sqlite3.connect(where)) as connection:
            known.append(connection.execute("SELECT name FROM person").fetchall())
        return migrate(where)

    monkeypatch.setattr(schema, "migrate", noted)
    await restore(copy, made, NIGHT_HOUR, replace=True)
    assert known == [[("Lan",), ("Tư",)]]


async def test_a_copy_of_a_newer_version_leaves_the_database_where_it_is(made: Copies) -> None:
    await filled(made.database)
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    copy = await made.make(NIGHT_HOUR)
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(OperatorError, match="schema 9999"):
        await restore(copy, made, NIGHT_HOUR, replace=True)
    assert await names(made.database) == ["Lan", "Tư"]
    assert not list(made.database.parent.glob("*.before*"))


async def test_a_copy_that_cannot_be_read_is_one_line(made: Copies) -> None:
    await filled(made.database)
    copy = await made.make(NIGHT_HOUR)
    (copy / "nghedan.db").rename(copy / "aside.db")
    (copy / "nghedan.db").mkdir()
    with pytest.raises(OperatorError, match=r"nghedan\.db: Is a directory; see to the disk"):
        await restore(copy, made, NIGHT_HOUR, replace=True)
    (copy / "list.json").write_text("[]")
    with pytest.raises(OperatorError, match=r"list\.json was changed since"):
        await restore(copy, made, NIGHT_HOUR, replace=True)


@pytest.fixture
def url(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", postgres)
    monkeypatch.setenv("NGHEDAN_DATA_DIR", str(tmp_path))
    return postgres


def test_on_postgresql_its_own_tools_make_the_copy(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup"]) == 2
    told = capsys.readouterr().err
    assert "pg_dump" in told
    assert "pg_basebackup" in told
    assert told.count("\n") == 1
    assert main(["restore", "somewhere"]) == 2
    assert "pg_restore" in capsys.readouterr().err
    assert main(["check"]) == 0


async def test_on_postgresql_who_was_erased_is_noted_and_forgotten_again(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Played without the tools: what pg_restore brings back is what is undone here by hand."""
    house = await House.open(url)
    lan = await house.database.transact(create("Lan"))
    await house.database.transact(audit.extend_chain)
    await erased(url, lan)
    manifest = Manifest(tmp_path / "backups")

    class Standing(Clock):
        def now(self) -> datetime:
            return house.now

    job = nightly_backup(manifest, None)
    for _ in range(2):
        await job.run(JobContext(house.database, Standing(), house.commune))
    assert [row for row, _came in manifest.erased()] == [lan]
    assert [one.row for one in manifest.heads()] == [2]
    assert await asyncio.to_thread(main, ["check"]) == 0

    def as_before(tx: Transaction) -> None:
        for sql in (
            "UPDATE person SET erased_at = NULL, name = 'Lan'",
            "DELETE FROM audit WHERE id = 2",
            "UPDATE audit_head SET row = 1, chain = (SELECT chain FROM audit WHERE id = 1)",
        ):
            tx.core.execute(text(sql))

    await house.database.transact(as_before)
    assert await asyncio.to_thread(main, ["check"]) == 1
    assert "row 2 is not what was noted" in capsys.readouterr().out
    await house.close()
    assert await asyncio.to_thread(main, ["restore"]) == 0
    assert "1 people erased since were forgotten again" in capsys.readouterr().out
    assert await names(url) == [""]
    assert await asyncio.to_thread(main, ["check"]) == 0
    assert (await acts(url))[-1][1:] == ("restored", "copy:database")


def test_without_a_folder_there_is_nothing_to_put_back(
    made: Copies, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NGHEDAN_DATABASE_URL", f"sqlite:///{made.database}")
    assert main(["restore"]) == 2
    assert "Name a folder" in capsys.readouterr().err
