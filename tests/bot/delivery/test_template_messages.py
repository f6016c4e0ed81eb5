"""Template messages: a parked notice of a case, and the text that asks its resident to write."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from actions.cases.record import Happening, record, record_new
from actions.commune import Commune
from actions.notifier import Notifier
from bot.channels.contract import Operation, Refused, TryAgain
from bot.delivery.quota import MessageQuota
from bot.settings.organisation import load_organisation
from domain.cases.acts import Act
from domain.messages.quota import Cost, QuotaRules
from storage.engine.database import Database
from storage.messages import outbox, quota, reachability
from storage.people import people
from storage.tables.message import outbox as table
from tests.bot.delivery.test_quota import HOUR, MONTH, polite, wrote
from tests.bot.quiet import CHANNEL
from tests.bot.service import NOON, Post
from tests.cases import new_case

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import timedelta

    from storage.engine.transaction import Transaction

pytestmark = pytest.mark.engines
COMMUNE = Commune(load_organisation(Path("config")), {}, {})
DAY = 24 * HOUR


def posting(database: Database, templates: int) -> Post:
    post = Post(database)
    most = {Cost.PAID: 0, Cost.TEMPLATE: templates}
    rules = QuotaRules(free_for=48 * HOUR, open_for=7 * DAY, monthly_limits=most)
    post.delivery = post.delivering(
        quota=MessageQuota(rules, lambda _message: 1, CHANNEL, database, post.clock, polite)
    )
    return post


@pytest.fixture
async def database(where: Path | str) -> AsyncIterator[Database]:
    opened = await Database.open(where)
    yield opened
    await opened.close()


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    """Two templates a month."""
    made = posting(database, 2)
    async with made:
        yield made


async def news(
    post: Post, chat: str, *, head_only: bool = False, ago: timedelta = 9 * DAY
) -> None:
    """A resident who wrote some time ago has a case, and a notice of it is queued."""
    await wrote(post, chat, post.clock.now() - ago)
    await more_news(post, chat, head_only=head_only)


async def more_news(post: Post, chat: str, *, head_only: bool = False) -> None:
    (row,) = await post.put("Đã cử đội duy tu", chat=chat, rank=outbox.NOTICE)

    def work(tx: Transaction) -> None:
        person = people.by_chat(tx, CHANNEL, chat)
        assert person is not None
        notifier = Notifier(tx, NOON, COMMUNE)
        new = new_case(
            person.id,
            NOON,
            code=f"K7M{row:04d}",
            channel=CHANNEL,
            chat=chat,
            words="lầy lội",
            head_only=head_only,
        )
        case = record_new(notifier, new, ()).case
        record(notifier, case, Act.ANSWER, Happening(outbox_id=row))

    await post.database.transact(work)


async def wait_recorded(post: Post) -> None:
    """Due messages are sent, then the ones that this queued."""
    async with asyncio.timeout(10):
        while (await post.states()).get("waiting"):
            await post.delivery.sweep()
            await post.rest(0.01)


async def asked(post: Post) -> list[Any]:
    """The rows that ask somebody to write."""
    return list(
        await post.database.read(
            lambda tx: tx.core.execute(
                select(table.c.chat, table.c.state, table.c.error)
                .where(table.c.operation == "template")
                .order_by(table.c.id)
            ).all()
        )
    )


async def used(post: Post) -> dict[Cost, int]:
    return await post.database.read(lambda tx: quota.used(tx, CHANNEL, MONTH))


async def test_one_text_a_silence_and_it_says_the_code_alone(post: Post) -> None:
    await news(post, "1")
    await wait_recorded(post)
    (nudge,) = post.service.arrived
    assert (nudge.operation, nudge.chat) == (Operation.TEMPLATE, "1")
    assert nudge.message is not None
    assert re.fullmatch(r"K7M-\d{4}", nudge.message.text)
    await more_news(post, "1")
    await wait_recorded(post)
    assert len(post.service.arrived) == 1
    assert await post.states() == {"parked": 2, "sent": 1}
    assert await used(post) == {Cost.TEMPLATE: 1}
    # They write, what was held goes out; silent again, they are asked again.
    await wrote(post, "1", post.clock.now())
    await post.database.transact(lambda tx: reachability.mark_reachable(tx, CHANNEL, "1"))
    await wait_recorded(post)
    assert await used(post) == {Cost.TEMPLATE: 1, Cost.FREE: 2}
    post.clock.passes(9 * 86_400)
    await more_news(post, "1")
    await wait_recorded(post)
    assert await used(post) == {Cost.TEMPLATE: 2, Cost.FREE: 2}


async def test_many_news_held_at_once_ask_once(post: Post) -> None:
    await news(post, "1")
    await more_news(post, "1")
    await more_news(post, "1")
    await wait_recorded(post)
    assert len(post.service.arrived) == 1


async def test_the_ceiling_holds_with_many_at_once(post: Post) -> None:
    for chat in "12345":
        await news(post, chat)
    await wait_recorded(post)
    assert [request.operation for request in post.service.arrived] == [Operation.TEMPLATE] * 2
    assert await used(post) == {Cost.TEMPLATE: 2}
    await news(post, "6")
    await wait_recorded(post)
    assert len(post.service.arrived) == 2
    assert "6" not in {row.chat for row in await asked(post)}


async def test_nobody_is_asked_without_a_template(database: Database) -> None:
    async with posting(database, 0) as post:
        await news(post, "1")
        await wait_recorded(post)
        assert post.service.tried == []
        assert await asked(post) == []
        assert await post.states() == {"parked": 1}


async def test_only_news_of_cases_that_are_not_for_the_head_alone(post: Post) -> None:
    await news(post, "1", head_only=True)
    await news(post, "2", ago=3 * DAY)
    await wrote(post, "3", NOON - 9 * DAY)
    await post.put("Tin của xã", chat="3", rank=outbox.BROADCAST)
    await post.put("Mời ghé xã", chat="3", rank=outbox.NOTICE)
    await wait_recorded(post)
    assert post.service.tried == []
    assert await post.states() == {"parked": 4}


async def test_a_refused_one_is_a_dead_letter_and_not_tried_again(post: Post) -> None:
    post.service.errors["1"] = [Refused("-201: a parameter is wrong")]
    await news(post, "1")
    await wait_recorded(post)
    await more_news(post, "1")
    await wait_recorded(post)
    assert len(post.service.tried) == 1
    assert [(row.state, row.error) for row in await asked(post)] == [
        ("dead", "-201: a parameter is wrong")
    ]
    assert await used(post) == {}


async def test_who_writes_first_is_not_asked(post: Post) -> None:
    await news(post, "1")
    await post.delivery.sweep()
    async with asyncio.timeout(10):
        while not await asked(post):
            await post.rest(0.01)

    def writes(tx: Transaction) -> list[int]:
        reachability.mark_reachable(tx, CHANNEL, "1")
        return list(tx.outbox_withdrawn)

    gone = await post.database.transact(writes)
    assert len(gone) == 1
    assert [row.state for row in await asked(post)] == ["withdrawn"]


async def test_nobody_is_asked_at_night_also_when_the_day_ended_before_it_went_out(
    post: Post,
) -> None:
    """Put in the evening while the service was away; it heals at eleven, and is sent at half past
    six."""
    post.clock.passes(8.5 * 3600)
    post.service.errors["1"] = [TryAgain("ill")] * 3
    await news(post, "1")
    async with asyncio.timeout(10):
        while not post.service.tried:
            await post.delivery.sweep()
            await post.rest(0.01)
    post.clock.passes(2.5 * 3600)
    post.service.errors.clear()
    for _ in range(5):
        await post.delivery.sweep()
        await post.rest(0.02)
    assert post.service.arrived == []
    assert await used(post) == {}
    post.clock.passes(7.4 * 3600)
    await post.delivery.sweep()
    await post.rest()
    assert post.service.arrived == []
    post.clock.passes(0.2 * 3600)
    await wait_recorded(post)
    assert [request.operation for request in post.service.arrived] == [Operation.TEMPLATE]


async def test_who_writes_at_night_is_not_asked_in_the_morning(post: Post) -> None:
    """Delivery need not be notified: the row is not in memory before it is due."""
    post.clock.passes(10 * 3600)
    await news(post, "1")
    async with asyncio.timeout(10):
        while not any("not before" in row.error for row in await asked(post)):
            await post.delivery.sweep()
            await post.rest(0.01)
    await wrote(post, "1", post.clock.now())
    await post.database.transact(lambda tx: reachability.mark_reachable(tx, CHANNEL, "1"))
    post.clock.passes(10 * 3600)
    await wait_recorded(post)
    for _ in range(5):
        await post.delivery.sweep()
        await post.rest(0.02)
    assert [request.operation for request in post.service.arrived] == [Operation.SEND]
