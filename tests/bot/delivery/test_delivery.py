"""Order, the hand-over and the sweep, marks, and the end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.messages.message import Outgoing
from storage.messages import outbox
from tests.bot.quiet import CHANNEL
from tests.bot.service import Post
from tests.engines import locked

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine.database import Database
    from storage.engine.transaction import Transaction


async def test_the_sweep_alone_delivers_in_order(post: Post) -> None:
    await post.put("1", "2", "3")
    await post.delivery.sweep()
    await post.arrives("1", "2", "3")


async def test_the_hand_over_alone_delivers_in_order(post: Post) -> None:
    post.database.on_commit(post.delivery.offer)
    await post.put("1", "2", "3")
    await post.arrives("1", "2", "3")


async def test_both_together_deliver_once(post: Post) -> None:
    post.database.on_commit(post.delivery.offer)
    for number in range(30):
        await post.put(str(number), chat=str(number % 3))
        await post.delivery.sweep()
    await post.until(lambda: len(post.service.arrived) >= 30)
    await post.delivery.sweep()
    await post.rest()
    assert sorted(post.service.texts, key=int) == [str(number) for number in range(30)]


async def test_in_a_chat_replies_go_before_notices_before_broadcasts(post: Post) -> None:
    await post.put("broadcast", rank=outbox.BROADCAST)
    await post.put("notice", rank=outbox.NOTICE)
    await post.put("reply 1", "reply 2")
    await post.delivery.sweep()
    await post.arrives("reply 1", "reply 2", "notice", "broadcast")


async def test_across_chats_replies_go_before_notices_before_broadcasts(
    database: Database,
) -> None:
    async with Post(database, in_flight=1) as post:
        await post.put("broadcast", chat="1", rank=outbox.BROADCAST)
        await post.put("notice", chat="2", rank=outbox.NOTICE)
        await post.put("reply", chat="3")
        await post.delivery.sweep()
        await post.arrives("reply", "notice", "broadcast")


async def test_a_reply_overtakes_a_broadcast_that_already_waits(database: Database) -> None:
    async with Post(database, in_flight=1) as post:
        for chat in range(5):
            await post.put(f"news {chat}", chat=str(chat), rank=outbox.BROADCAST)
        post.service.gate.clear()
        await post.delivery.sweep()
        await post.until(lambda: post.service.under_way)
        await post.put("reply", chat="9")
        await post.delivery.sweep()
        post.service.gate.set()
        await post.arrives("news 0", "reply", "news 1", "news 2", "news 3", "news 4")


async def test_one_send_a_chat_and_so_many_in_all(database: Database) -> None:
    async with Post(database, in_flight=8) as post:
        for chat in range(20):
            await post.put("1", "2", chat=str(chat))
        post.service.gate.clear()
        await post.delivery.sweep()
        await post.rest()
        assert post.service.under_way == 8
        post.service.gate.set()
        await post.until(lambda: len(post.service.arrived) == 40)
        assert post.service.most_under_way <= 8
        assert post.service.most_by_chat == 1


async def test_what_is_due_in_a_moment_goes_then_and_not_with_the_next_sweep(post: Post) -> None:
    """Each first answer to free words waits for more of them; what they put in its place goes."""
    post.database.on_commit(post.delivery.offer)
    soon = post.clock.now() + timedelta(seconds=0.2)
    await post.put("soon", not_before=soon)
    await post.put("withdrawn", not_before=soon, topic="draft")
    await post.delivery.sweep()
    await post.put("instead", not_before=soon, topic="draft")
    await post.delivery.sweep()
    await post.put("now")
    await post.arrives("now")
    post.clock.passes(0.2)
    await post.arrives("now", "soon", "instead")


async def test_what_is_not_due_waits(post: Post) -> None:
    await post.put("later", not_before=post.clock.now() + timedelta(hours=8))
    await post.put("now")
    await post.delivery.sweep()
    await post.arrives("now")
    post.clock.passes(8 * 3600)
    await post.delivery.sweep()
    await post.arrives("now", "later")


async def test_while_the_database_is_locked_nothing_is_sent_twice(post: Post, path: Path) -> None:
    """The mark cannot be written; the row waits in the database but is held in memory, and of a
    chat's rows the next is not sent: a kill now doubles one message of each chat at most."""
    await post.put("1", "2", "3")
    with locked(path):
        await post.delivery.sweep()
        await post.arrives("1")
        for _ in range(5):
            await post.delivery.sweep()
            await post.rest()
        assert post.service.texts == ["1"]
        assert await post.states() == {"waiting": 3}
    await post.arrives("1", "2", "3")
    await post.end()
    assert await post.states() == {"sent": 3}
    assert post.service.texts == ["1", "2", "3"]


async def test_unrecorded_sends_count_as_under_way(database: Database, path: Path) -> None:
    """A kill now may double so many, and no more."""
    async with Post(database, in_flight=4) as post:
        for chat in range(10):
            await post.put("hello", chat=str(chat))
        with locked(path):
            await post.delivery.sweep()
            await post.rest(0.2)
            assert len(post.service.arrived) == 4
        await post.until(lambda: len(post.service.arrived) == 10)


async def test_a_row_that_lost_its_purpose_is_not_sent(post: Post) -> None:
    post.database.on_commit(post.delivery.offer)
    post.service.gate.clear()
    await post.put("first")
    await post.until(lambda: post.service.under_way)
    await post.put("old menu", topic="menu")
    await post.put("new menu", topic="menu")
    post.service.gate.set()
    await post.arrives("first", "new menu")
    await post.delivery.sweep()
    await post.rest()
    assert post.service.texts == ["first", "new menu"]


async def test_a_row_withdrawn_while_a_sweep_reads_is_not_sent(post: Post) -> None:
    """The sweep's snapshot is older than the withdrawal."""
    post.database.on_commit(post.delivery.offer)
    (row,) = await post.put("old", not_before=post.clock.now() + timedelta(seconds=1))
    post.clock.passes(2)
    read = post.database.read

    async def slow_read(work):  # type: ignore[no-untyped-def]
        found = await read(work)
        post.delivery.offer([], [row])
        return found

    post.database.read = slow_read  # type: ignore[method-assign]
    await post.delivery.sweep()
    await post.rest()
    assert post.service.arrived == []


async def test_an_edit_waits_for_what_it_edits(post: Post) -> None:
    """As a card that waits for the end of the quiet hours."""
    (target,) = await post.put("card", chat="2", not_before=post.clock.now() + timedelta(hours=1))
    await post.put("edited", chat="2", operation="edit", target_row=target)
    await post.delivery.sweep()
    await post.rest()
    assert post.service.arrived == []
    post.clock.passes(3600)
    await post.delivery.sweep()
    await post.until(lambda: post.service.arrived)
    post.clock.passes(3)
    await post.delivery.sweep()
    await post.arrives("card", "edited")
    assert post.service.arrived[1].target == "1"


async def test_what_was_never_sent_needs_no_edit(post: Post) -> None:
    (target,) = await post.put(
        "card", topic="card", not_before=post.clock.now() + timedelta(days=1)
    )
    await post.put("card 2", topic="card", not_before=post.clock.now() + timedelta(days=1))
    await post.put("edited", operation="edit", target_row=target)
    await post.delivery.sweep()
    await post.rest()
    assert post.service.arrived == []
    assert (await post.states())["sent"] == 1


async def test_the_end_records_what_is_under_way(post: Post) -> None:
    await post.put("1", "2")
    post.service.gate.clear()
    await post.delivery.sweep()
    await post.until(lambda: post.service.under_way)
    post.delivery.drain()
    await post.rest()
    await post.end()
    assert post.service.texts == ["1"]
    assert await post.states() == {"sent": 1, "waiting": 1}


async def test_who_quotes_at_once_waits_for_the_mark(post: Post) -> None:
    await post.put("card")
    post.service.gate.clear()
    await post.delivery.sweep()
    await post.until(lambda: post.service.under_way)
    waiting = asyncio.get_running_loop().create_task(post.delivery.wait_recorded([(CHANNEL, "1")]))
    await post.rest()
    assert not waiting.done()
    post.service.gate.set()
    await waiting
    assert await post.states() == {"sent": 1}
    await asyncio.wait_for(post.delivery.wait_recorded([(CHANNEL, "1")]), 0.1)


async def test_a_backlog_is_taken_in_pieces(post: Post) -> None:
    """Rows in memory do not keep the others from being read."""

    def many(tx: Transaction) -> None:
        for number in range(5000):
            outbox.put(
                tx,
                channel=CHANNEL,
                chat=str(number % 50),
                now=post.clock.now(),
                message=Outgoing(str(number)),
                rank=outbox.BROADCAST,
            )

    await post.database.transact(many)
    post.service.gate.clear()
    for _ in range(4):
        await post.delivery.sweep()
    await post.put("reply", chat="new")
    await post.delivery.sweep()
    post.service.gate.set()
    await post.until(lambda: "reply" in post.service.texts)
    while len(post.service.arrived) < 5001:
        await post.delivery.sweep()
        await post.rest(0.02)
    await post.rest(0.1)
    assert len(post.service.arrived) == 5001
