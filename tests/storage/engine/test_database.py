"""The one transaction runner: groups, errors, illness, order. Nothing reported kept that is not."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from domain.messages.message import Outgoing
from storage.engine import schema, sqlite
from storage.engine.database import GROUP, Database
from storage.engine.errors import DatabaseIll
from storage.messages import outbox
from storage.updates import seen_updates
from tests.engines import locked

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.engine.transaction import Transaction

pytestmark = pytest.mark.engines

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def remember(key: str) -> Callable[[Transaction], bool]:
    return lambda tx: seen_updates.is_new(tx, "telegram", key, NOW)


def kept(where: Path | str) -> list[str]:
    """The update keys that are really there, seen by somebody else."""
    with schema._connected(where) as other:
        rows = other.execute(text("SELECT key FROM seen_update"))
        return sorted(row.key for row in rows)


def is_ill(database: Database) -> bool:
    return database.ill_since is not None


@pytest.fixture
def brief_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says at once that the database is locked."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)


async def test_an_update_is_new_once(database: Database) -> None:
    assert await database.transact(remember("1"))
    assert not await database.transact(remember("1"))


async def test_what_queued_up_is_committed_in_few_groups(
    database: Database, where: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = 0
    commit = database._writer.commit_now

    def counted() -> None:
        nonlocal commits
        commits += 1
        commit()

    monkeypatch.setattr(database._writer, "commit_now", counted)
    works = 10 * GROUP
    assert all(await asyncio.gather(*(database.transact(remember(str(i))) for i in range(works))))
    assert len(kept(where)) == works
    assert commits <= 11  # the first finds what was handed in before it woke


async def test_what_joins_commits_with_the_group_that_is_under_way(database: Database) -> None:
    order: list[str] = []
    asked = threading.Event()

    def note(name: str) -> Callable[[Transaction], None]:
        return lambda _tx: order.append(name)

    def turn(_tx: Transaction) -> None:
        asked.wait(10)
        order.append("turn")

    turns = [asyncio.create_task(database.transact(turn)) for _ in range(10 * GROUP)]
    await asyncio.sleep(0.05)
    mark = asyncio.create_task(database.join(note("mark")))
    await asyncio.sleep(0)
    asked.set()
    await mark
    assert order.index("mark") == GROUP
    await asyncio.gather(*turns)
    assert order.count("turn") == 10 * GROUP


@pytest.mark.sqlite
@pytest.mark.usefixtures("brief_locks")
async def test_what_joins_waits_for_an_ill_database(where: Path | str) -> None:
    database = await Database.open(where)
    with locked(where):
        joining = asyncio.create_task(database.join(remember("joined")))
        turn = asyncio.create_task(database.transact(remember("turn")))
        await asyncio.sleep(0.4)
        assert is_ill(database)
        assert not joining.done()
    assert await joining
    assert await turn
    await database.close()
    assert kept(where) == ["joined", "turn"]


@pytest.mark.sqlite
@pytest.mark.usefixtures("brief_locks")
async def test_what_joins_is_told_when_an_ill_database_is_closed(where: Path | str) -> None:
    database = await Database.open(where)
    with locked(where):
        joining = asyncio.create_task(database.join(remember("joined")))
        await asyncio.sleep(0.2)
        await asyncio.wait_for(database.close(), 10)
        with pytest.raises(DatabaseIll):
            await joining


async def test_a_writer_that_dies_leaves_nobody_waiting(
    where: Path | str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def dies(*_arguments: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("storage.engine.database.run_batch", dies)
    database = await Database.open(where)
    turns = [database.transact(remember(str(number))) for number in range(GROUP + 1)]
    async with asyncio.timeout(10):
        results = await asyncio.gather(
            *turns, database.join(remember("joined")), return_exceptions=True
        )
    assert {type(result) for result in results} == {DatabaseIll}
    assert "the database writer died" in caplog.text
    with pytest.raises(RuntimeError):
        await database.close()


async def test_an_error_rolls_back_its_own_work_alone(
    database: Database, where: Path | str
) -> None:
    def fails(tx: Transaction) -> None:
        seen_updates.is_new(tx, "telegram", "bad", NOW)
        raise ValueError("a handler's bug")

    before = database.transact(remember("before"))
    bad = database.transact(fails)
    after = database.transact(remember("after"))
    results = await asyncio.gather(before, bad, after, return_exceptions=True)
    assert results[0] is True
    assert isinstance(results[1], ValueError)
    assert results[2] is True
    assert kept(where) == ["after", "before"]


async def test_a_work_that_fails_has_its_group_run_again_once_and_together(
    database: Database, where: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever finds words that break a handler slows down everybody."""
    runs: Counter[str] = Counter()
    commits: list[None] = []
    real = database._writer.commit_now
    monkeypatch.setattr(database._writer, "commit_now", lambda: commits.append(real()))

    def turn(key: str) -> Callable[[Transaction], bool]:
        def work(tx: Transaction) -> bool:
            runs[key] += 1
            seen_updates.is_new(tx, "telegram", key, NOW)
            if key in ("3", "7"):
                raise ValueError("a handler's bug")
            return True

        return work

    names = [str(number) for number in range(10)]
    results = await asyncio.gather(
        *(database.transact(turn(name)) for name in names), return_exceptions=True
    )
    assert [name for name, result in zip(names, results, strict=True) if result is not True] == [
        "3", "7",
    ]  # fmt: skip
    assert kept(where) == [name for name in names if name not in ("3", "7")]
    assert max(runs.values()) == 2
    assert len(commits) == 1


async def test_a_rescue_stands_where_the_failed_work_stood(
    database: Database, where: Path | str
) -> None:
    order: list[str] = []

    def fails(_tx: Transaction) -> str:
        raise ValueError

    def rescue(tx: Transaction, error: Exception) -> str:
        order.append(type(error).__name__)
        seen_updates.is_new(tx, "telegram", "rescued", NOW)
        return "rescued"

    def later(tx: Transaction) -> str:
        order.append("later")
        return "later" if seen_updates.is_new(tx, "telegram", "later", NOW) else ""

    results = await asyncio.gather(
        database.transact(fails, rescue=rescue), database.transact(later)
    )
    assert list(results) == ["rescued", "later"]
    assert order == ["ValueError", "later"]
    assert kept(where) == ["later", "rescued"]


async def test_a_database_error_of_the_code_is_the_works_own(database: Database) -> None:
    def wrong(tx: Transaction) -> None:
        tx.core.execute(text("SELECT * FROM no_such_table"))

    with pytest.raises(Exception, match="no_such_table"):
        await database.transact(wrong)
    assert await database.transact(remember("still works"))


@pytest.mark.sqlite
@pytest.mark.usefixtures("brief_locks")
async def test_a_locked_database_makes_turns_wait_in_order(where: Path | str) -> None:
    database = await Database.open(where)
    order: list[int] = []

    def turn(number: int) -> asyncio.Future[None]:
        return asyncio.ensure_future(database.transact(lambda _tx: order.append(number)))

    with locked(where):
        waiting = [turn(number) for number in range(5)]
        await asyncio.sleep(0.4)
        assert not any(one.done() for one in waiting)
        assert is_ill(database)
        waiting += [turn(number) for number in range(5, 9)]
    await asyncio.gather(*waiting)
    healed = not is_ill(database)
    await database.close()
    assert healed
    assert order == list(range(9))


@pytest.mark.sqlite
@pytest.mark.usefixtures("brief_locks")
async def test_impatient_work_is_told_and_not_kept(where: Path | str) -> None:
    database = await Database.open(where)
    with locked(where), pytest.raises(DatabaseIll):
        await database.transact(remember("impatient"), patience=0.2)
    assert await database.transact(remember("patient"))
    await database.close()
    assert kept(where) == ["patient"]


@pytest.mark.sqlite
async def test_a_full_disk_reports_nothing_kept_that_is_not(
    database: Database, where: Path | str
) -> None:
    """SQLITE_FULL in the middle of a group ends the whole transaction; turns wait, none is lost."""

    async def pages(most: int) -> None:
        writer = database._writer
        assert isinstance(writer, sqlite.SqliteConnection)
        await writer.run(
            lambda: writer._conn.execute(f"PRAGMA max_page_count = {most}").fetchone()
        )

    def big(key: str) -> Callable[[Transaction], bool]:
        def work(tx: Transaction) -> bool:
            fresh = seen_updates.is_new(tx, "telegram", key, NOW)
            outbox.put(tx, channel="t", chat="1", now=NOW, message=Outgoing("x" * 50_000))
            return fresh

        return work

    with sqlite3.connect(where) as other:
        used = other.execute("PRAGMA page_count").fetchone()[0]
    other.close()
    await pages(used + 60)
    futures = [asyncio.ensure_future(database.transact(big(f"{i:02}"))) for i in range(20)]
    await asyncio.sleep(0.6)
    reported = sorted(f"{i:02}" for i, one in enumerate(futures) if one.done())
    assert kept(where) == reported
    assert len(reported) < 20
    await pages(100_000)
    assert await asyncio.gather(*futures) == [True] * 20
    assert kept(where) == [f"{i:02}" for i in range(20)]


def pages_of(where: Path | str, table: str) -> tuple[int, int]:
    """Where a table's first page lies in the file, and how long it is; the log is in the file then."""
    with closing(sqlite3.connect(where)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = other.execute("PRAGMA page_size").fetchone()
        (root,) = other.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    return (root - 1) * size, size


@pytest.mark.sqlite
@pytest.mark.parametrize("illness", ["SQLITE_READONLY", "SQLITE_CORRUPT"])
async def test_turns_wait_until_a_file_heals_that_fell_ill_while_it_was_open(
    database: Database, where: Path | str, illness: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that became read-only, a page that the disk spoilt: nothing is reported kept, what
    has no patience is told, and on heal all is kept in order."""
    await database.transact(remember("before"))
    place, size = pages_of(where, "seen_update")
    with Path(where).open("r+b") as file:
        file.seek(place)
        whole = file.read(size)

    async def fall(*, ill: bool) -> None:
        if illness == "SQLITE_CORRUPT":
            with Path(where).open("r+b") as file:
                file.seek(place)
                file.write(b"\xff" * size if ill else whole)
        writer = database._writer
        assert isinstance(writer, sqlite.SqliteConnection)
        pragma = f"query_only = {int(ill)}" if illness == "SQLITE_READONLY" else "shrink_memory"
        await writer.run(lambda: writer._conn.execute(f"PRAGMA {pragma}").fetchall())

    order: list[str] = []

    def work(key: str) -> Callable[[Transaction], None]:
        def keep(tx: Transaction) -> None:
            if seen_updates.is_new(tx, "telegram", key, NOW):
                order.append(key)

        return keep

    await fall(ill=True)
    waiting = [asyncio.ensure_future(database.transact(work(f"{i}"))) for i in range(5)]
    with pytest.raises(DatabaseIll, match=illness):
        await database.transact(remember("impatient"), patience=0.2)
    assert not any(one.done() for one in waiting)
    assert f"the database is ill ({illness}" in caplog.text
    await fall(ill=False)
    await asyncio.wait_for(asyncio.gather(*waiting), 20)
    assert order[-5:] == ["0", "1", "2", "3", "4"]
    assert kept(where) == ["0", "1", "2", "3", "4", "before"]


async def test_cancelling_a_waiter_does_not_cancel_its_work(
    database: Database, where: Path | str
) -> None:
    waiter = asyncio.ensure_future(database.transact(remember("orphan")))
    await asyncio.sleep(0)
    waiter.cancel()
    assert await database.transact(remember("next"))
    assert kept(where) == ["next", "orphan"]


BREAKS_OFF = """
import asyncio, sys
from storage.engine.database import Database
async def main():
    database = await Database.open(__import__("pathlib").Path(sys.argv[1]))
    raise ValueError
asyncio.run(main())
"""


@pytest.mark.sqlite
async def test_a_process_that_breaks_off_with_an_open_database_ends(where: Path | str) -> None:
    """Whoever watches it starts it again; it must not stay, doing nothing."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BREAKS_OFF, str(where), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        assert await asyncio.wait_for(process.wait(), 20) == 1
    finally:
        with suppress(ProcessLookupError):
            process.kill()


async def test_readers_see_only_what_is_committed(database: Database) -> None:
    await database.transact(remember("1"))
    count = await database.read(
        lambda tx: tx.core.execute(text("SELECT 1 FROM seen_update")).all()
    )
    assert len(count) == 1


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseIll):
        await database.read(remember("no"))


async def test_outbox_rows_are_handed_over_after_the_commit(database: Database) -> None:
    seen: list[tuple[list[int], list[int]]] = []
    database.on_commit(lambda rows, gone: seen.append(([row.id for row in rows], list(gone))))

    def put(tx: Transaction) -> int:
        return outbox.put(tx, channel="t", chat="1", now=NOW, message=Outgoing("a"), topic="q")

    first = await database.transact(put)
    second = await database.transact(put)
    assert seen == [([first], []), ([second], [first])]
    rows = await database.read(lambda tx: outbox.due(tx, "t", NOW, 10))
    assert [row.id for row in rows] == [second]
