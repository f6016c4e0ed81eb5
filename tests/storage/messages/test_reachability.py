"""What one channel refuses arrives on another that the person linked, or waits and is listed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from domain.messages.message import FileKind, Outgoing, OutgoingFile
from storage.engine.database import Database
from storage.messages import outbox, outbox_states, reachability
from storage.people import people
from storage.tables.message import conversation, outbox as table
from storage.tables.person import account

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.engine.transaction import Transaction

pytestmark = pytest.mark.engines

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
BOTH = ("telegram", "zalo_oa")


@pytest.fixture
async def database(where: Any) -> AsyncIterator[Database]:
    opened = await Database.open(where)
    yield opened
    await opened.close()


def lan(tx: Transaction) -> int:
    """Lan, on Telegram as 1 and on Zalo as 2."""
    person = people.create(
        tx, channel="telegram", sender="1", chat="1", name="Lan", language="vi", now=NOON
    )
    tx.core.execute(
        insert(account).values(
            channel="zalo_oa", sender="2", chat="2", person_id=person.id, reachable=True,
            awaited=False, preferred=False, linked_at=NOON, trusted=True,
        )
    )  # fmt: skip
    return person.id


def put(tx: Transaction, text: str, **more: Any) -> int:
    values: dict[str, Any] = {"channel": "telegram", "chat": "1", "rank": outbox.NOTICE} | more
    return outbox.put(tx, now=NOON, message=Outgoing(text), **values)


def there(tx: Transaction) -> list[tuple[Any, ...]]:
    rows = tx.core.execute(
        select(table.c.channel, table.c.chat, table.c.state, table.c.error).order_by(table.c.id)
    )
    return [tuple(row) for row in rows]


async def test_everything_that_waits_moves_when_a_channel_is_cut(database: Database) -> None:
    def work(tx: Transaction) -> list[tuple[Any, ...]]:
        lan(tx)
        for text in ("1", "2", "3"):
            put(tx, text)
        put(tx, "answer to a tap", rank=outbox.REPLY)
        reachability.mark_unreachable(tx, "telegram", "1", NOON, BOTH)
        return there(tx)

    moved = ("zalo_oa", "2", "waiting", "")
    stays = ("telegram", "1", "parked", reachability.BLOCKED)
    assert await database.transact(work) == [moved, moved, moved, stays]
    rows = await database.read(lambda tx: outbox.due(tx, "zalo_oa", NOON, 9))
    assert [row.message and row.message.text for row in rows] == ["1", "2", "3"]


async def test_a_channel_that_is_not_set_up_takes_nothing(database: Database) -> None:
    def work(tx: Transaction) -> list[tuple[Any, ...]]:
        lan(tx)
        put(tx, "1")
        reachability.mark_unreachable(tx, "telegram", "1", NOON, ("telegram",))
        return there(tx)

    assert await database.transact(work) == [("telegram", "1", "parked", "blocked")]


async def test_what_no_channel_allows_does_not_go_round_in_circles(database: Database) -> None:
    def work(tx: Transaction) -> None:
        lan(tx)
        row = put(tx, "1")
        reachability.park_row(tx, row, "telegram", "1", "quota", BOTH)
        assert there(tx) == [("zalo_oa", "2", "waiting", "")]
        reachability.park_row(tx, row, "zalo_oa", "2", "window", BOTH)
        assert there(tx) == [("zalo_oa", "2", "parked", "window")]
        # They write in the other chat: it comes there.
        reachability.mark_reachable(tx, "telegram", "1")
        assert there(tx) == [("telegram", "1", "waiting", "")]

    await database.transact(work)


async def test_a_held_row_leaves_the_others_where_they_are(database: Database) -> None:
    def work(tx: Transaction) -> None:
        lan(tx)
        first, _second = put(tx, "1"), put(tx, "2")
        reachability.park_row(tx, first, "telegram", "1", "window", BOTH)
        assert [row[0] for row in there(tx)] == ["zalo_oa", "telegram"]

    await database.transact(work)


async def test_what_changes_a_moved_message_follows_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        lan(tx)
        first = put(tx, "1")
        put(tx, "1, corrected", operation="edit", target_row=first)
        reachability.mark_unreachable(tx, "telegram", "1", NOON, BOTH)
        assert [row[:3] for row in there(tx)] == [("zalo_oa", "2", "waiting")] * 2

    await database.transact(work)


async def test_what_was_told_otherwise_is_taken_from_whoever_sends(database: Database) -> None:
    def work(tx: Transaction) -> None:
        lan(tx)
        row = put(tx, "1")
        outbox_states.mark_told(tx, row)
        assert there(tx) == [("telegram", "1", "told", "")]
        assert tx.outbox_withdrawn == [row]

    await database.transact(work)


async def test_a_file_goes_as_our_copy(database: Database) -> None:
    def work(tx: Transaction) -> None:
        lan(tx)
        file = OutgoingFile(FileKind.PHOTO, "a.jpg", ref="of telegram", path="files/a.jpg")
        outbox.put(
            tx, channel="telegram", chat="1", now=NOON, rank=outbox.NOTICE,
            message=Outgoing("see", file=file, reply_to="77"),
        )  # fmt: skip
        reachability.mark_unreachable(tx, "telegram", "1", NOON, BOTH)
        (row,) = outbox.due(tx, "zalo_oa", NOON, 9)
        assert row.message == Outgoing(
            "see", file=OutgoingFile(FileKind.PHOTO, "a.jpg", ref="", path="files/a.jpg")
        )

    await database.transact(work)


async def test_news_go_where_they_wrote_last_unless_they_chose(database: Database) -> None:
    def work(tx: Transaction) -> None:
        person_id = lan(tx)

        def wrote(channel: str, chat: str, at: datetime) -> None:
            tx.core.execute(
                insert(conversation).values(
                    channel=channel, chat=chat, sender=chat, person_id=person_id, version=0,
                    form="", form_version=0, step="", draft={}, offered=[], touched_at=at,
                    heard_at=at, offered_row=0, flood_count=0, holding=False,
                )
            )  # fmt: skip

        def best() -> str:
            person = people.by_id(tx, person_id)
            assert person is not None
            return person.channel

        wrote("zalo_oa", "2", NOON)
        assert best() == "zalo_oa"
        wrote("telegram", "1", NOON + timedelta(hours=1))
        assert best() == "telegram"
        tx.core.execute(
            update(account).where(account.c.channel == "zalo_oa").values(preferred=True)
        )
        assert best() == "zalo_oa"
        reachability.mark_unreachable(tx, "zalo_oa", "2", NOON, BOTH)
        assert best() == "telegram"

    await database.transact(work)
