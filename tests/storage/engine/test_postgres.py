"""Two processes' worth of databases on one PostgreSQL: who meets whom, and what a lost server does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from domain.messages.message import Outgoing
from storage.engine.database import Database
from storage.engine.leadership import SURE, leadership
from storage.engine.postgres import NotCommitted, connect
from storage.messages import outbox
from storage.people import people
from storage.updates import conversations, seen_updates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from storage.engine.leadership import Leadership
    from storage.engine.transaction import Transaction

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CHAT = ("telegram", "501")


@pytest.fixture
async def two(postgres: str) -> AsyncIterator[tuple[Database, Database]]:
    made = await Database.open(postgres), await Database.open(postgres)
    yield made
    for one in made:
        await one.close()


def remember(key: str) -> Callable[[Transaction], bool]:
    return lambda tx: seen_updates.is_new(tx, "telegram", key, NOW)


def count_up(tx: Transaction) -> int:
    """Reads, then writes: what somebody else writes in between would be lost."""
    state = conversations.find(tx, *CHAT, "501")
    if state is None:
        person = people.by_account(tx, "telegram", "501") or people.create(
            tx, channel="telegram", sender="501", chat="501", name="Lan", language="vi", now=NOW
        )
        state = conversations.Conversation(*CHAT, "501", person.id, touched_at=NOW, heard_at=NOW)
    state.version += 1
    conversations.save(tx, state)
    return state.version


async def test_an_update_that_came_to_both_is_new_once(two: tuple[Database, Database]) -> None:
    keys = [str(number) for number in range(200)]
    found = await asyncio.gather(*(one.transact(remember(key)) for key in keys for one in two))
    assert sum(found) == len(keys)


async def test_turns_of_one_chat_follow_each_other(two: tuple[Database, Database]) -> None:
    counted = await asyncio.gather(
        *(one.transact(count_up, chat=CHAT) for _ in range(100) for one in two)
    )
    assert sorted(counted) == list(range(1, 201))


async def test_who_holds_what_the_other_wants_is_run_again(
    two: tuple[Database, Database], postgres: str
) -> None:
    with connect(postgres) as server:
        server.execute("ALTER SYSTEM SET deadlock_timeout = '50ms'")
        server.execute("SELECT pg_reload_conf()")
    for key in ("a", "b"):
        await two[0].transact(remember(key))
    runs = 0

    def touch(*keys: str) -> Callable[[Transaction], None]:
        def work(tx: Transaction) -> None:
            nonlocal runs
            runs += 1
            for key in keys:
                tx.core.execute(
                    text("UPDATE seen_update SET at = now() WHERE key = :key"), {"key": key}
                )
                tx.core.execute(text("SELECT pg_sleep(0.05)"))

        return work

    await asyncio.gather(two[0].transact(touch("a", "b")), two[1].transact(touch("b", "a")))
    assert runs >= 3  # on a busy machine they may meet once more


async def test_a_server_that_ended_the_connections_is_asked_again(
    two: tuple[Database, Database], postgres: str
) -> None:
    await two[0].transact(remember("before"))
    with connect(postgres) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert await two[0].transact(remember("after"))
    found = await two[1].read(
        lambda tx: len(tx.core.execute(text("SELECT FROM seen_update")).all())
    )
    assert found == 2


async def test_a_name_with_nul_is_kept_without(two: tuple[Database, Database]) -> None:
    def create(tx: Transaction) -> str:
        people.create(
            tx, channel="t", sender="1", chat="1", name="La\0n", language="vi", now=NOW
        )  # fmt: skip
        found = people.by_account(tx, "t", "1")
        return found.name if found else ""

    assert await two[0].transact(create) == "Lan"


async def test_a_failed_transaction_is_never_reported_kept(two: tuple[Database, Database]) -> None:
    """PostgreSQL answers COMMIT with ROLLBACK, and no error, after an error that was swallowed."""
    writer = two[0]._writer

    def swallow() -> None:
        writer.begin_writing(())
        tx = writer.transaction()
        with pytest.raises(Exception, match="no_such_table"):
            tx.core.execute(text("SELECT * FROM no_such_table"))
        writer.commit_now()

    with pytest.raises(NotCommitted):
        await writer.run(swallow)


def is_unsure(one: Leadership) -> bool:
    return not one.is_sure


async def test_one_leads_and_hears_of_the_others_rows(
    two: tuple[Database, Database], postgres: str
) -> None:
    first, second = leadership(postgres), leadership(postgres)
    await first.win()
    waiting = asyncio.ensure_future(second.win())
    heard: asyncio.Queue[list[int]] = asyncio.Queue()
    leading = asyncio.ensure_future(first.lost(heard.put_nowait))
    put = await two[0].transact(
        lambda tx: outbox.put(
            tx, channel="t", chat="1", now=NOW, message=Outgoing("a"), topic="topic"
        )
    )
    assert await asyncio.wait_for(heard.get(), 5) == []
    await two[0].transact(
        lambda tx: outbox.put(
            tx, channel="t", chat="1", now=NOW, message=Outgoing("b"), topic="topic"
        )
    )
    assert await asyncio.wait_for(heard.get(), 5) == [put]
    assert first.is_sure
    assert not waiting.done()
    with connect(postgres) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks "
            "WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"
        )
    await asyncio.wait_for(leading, 5)
    assert is_unsure(first)
    await asyncio.wait_for(waiting, 5)
    assert second.is_sure
    await second.resign()


async def test_who_was_frozen_is_not_sure_though_nobody_told_it(postgres: str) -> None:
    """Somebody else may lead since, and what is sent now would be sent twice."""
    first: Any = leadership(postgres)
    await first.win()
    assert first.is_sure
    first._answered_at -= SURE
    assert is_unsure(first)
    await first.resign()
    assert is_unsure(first)
