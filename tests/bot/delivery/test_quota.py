"""What a service's windows and quotas do not allow is not even tried, and what was sent is counted."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.contract import NotAllowedNow, Throttled, TryAgain
from bot.delivery.quota import MessageQuota
from domain.calendar.quiet_hours import QuietHours
from domain.messages.quota import Cost, ParkReason, QuotaRules
from domain.organisation import ZONE
from storage.messages import outbox, quota
from storage.people import people
from storage.updates import conversations
from tests.bot.quiet import CHANNEL
from tests.bot.service import NOON, Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.engine.database import Database
    from storage.engine.transaction import Transaction

HOUR = timedelta(hours=1)
RULES = QuotaRules(free_for=48 * HOUR, open_for=168 * HOUR, monthly_limits={Cost.PAID: 2})
MONTH = "2026-11"


def polite(moment: datetime) -> datetime:
    """Nobody's phone rings from nine in the evening to half past six."""
    return QuietHours(time(21), time(6, 30)).next_allowed(moment, ZONE)


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    made = Post(database)
    made.delivery = made.delivering(quota=message_quota(made))
    async with made:
        yield made


def message_quota(post: Post, rules: QuotaRules = RULES) -> MessageQuota:
    return MessageQuota(
        rules,
        lambda message: len(message.text.split("|")),
        CHANNEL,
        post.database,
        post.clock,
        polite,
    )


async def wrote(post: Post, chat: str, at: datetime) -> None:
    def work(tx: Transaction) -> None:
        person = people.by_account(tx, CHANNEL, chat) or people.create(
            tx, channel=CHANNEL, sender=chat, chat=chat, name="", language="vi", now=at
        )
        conversations.save(
            tx,
            conversations.Conversation(CHANNEL, chat, chat, person.id, touched_at=at, heard_at=at),
        )

    await post.database.transact(work)


async def used(post: Post, chat: str = "") -> dict[Cost, int]:
    return await post.database.read(lambda tx: quota.used(tx, CHANNEL, MONTH, chat))


async def test_free_paid_and_held(post: Post) -> None:
    for chat, hours in (("1", 1), ("2", 50), ("3", 200)):
        await wrote(post, chat, NOON - hours * HOUR)
        await post.put(f"to {chat}", chat=chat, rank=outbox.NOTICE, origin=outbox.BUNDLE)
    await post.put("nobody knows them", chat="4", rank=outbox.NOTICE)
    await post.delivery.sweep()
    await post.until(lambda: len(post.service.arrived) == 2)
    await post.rest()
    assert sorted(post.service.texts) == ["to 1", "to 2"]
    assert await post.states() == {"sent": 2, "parked": 2}
    assert await used(post) == {Cost.FREE: 1, Cost.PAID: 1}
    assert await used(post, "2") == {Cost.PAID: 1}


async def test_what_costs_ends_at_the_ceiling_also_with_many_under_way(post: Post) -> None:
    for number in range(9):
        await wrote(post, str(number), NOON - 50 * HOUR)
        await post.put("news", chat=str(number), rank=outbox.NOTICE, origin=outbox.BUNDLE)
    post.service.gate.clear()
    await post.delivery.sweep()
    await post.until(lambda: post.service.under_way == 2)
    await post.rest()
    post.service.gate.set()
    await post.until(lambda: len(post.service.arrived) == 2)
    await post.end()
    assert await post.states() == {"sent": 2, "parked": 7}
    assert await used(post) == {Cost.PAID: 2}


class Slow:
    """A database whose readers are all busy: everybody's answer comes a little later."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, work: Any) -> Any:
        await asyncio.sleep(0.01)
        found = await self._database.read(work)
        await asyncio.sleep(0.01)
        return found


async def test_nothing_is_asked_between_judging_and_taking(database: Database) -> None:
    """Or many that are judged at once would all be the last that may go."""
    post = Post(database)
    slow: Any = Slow(database)
    post.delivery = post.delivering(
        quota=MessageQuota(RULES, lambda _message: 1, CHANNEL, slow, post.clock, polite)
    )
    async with post:
        await test_what_costs_ends_at_the_ceiling_also_with_many_under_way(post)


async def test_every_piece_counts(post: Post) -> None:
    await wrote(post, "1", NOON - 50 * HOUR)
    await post.put("a photo|and words|and a list", rank=outbox.NOTICE, origin=outbox.BUNDLE)
    await post.put("one", "two|three", rank=outbox.NOTICE, origin=outbox.BUNDLE)
    await post.delivery.sweep()
    await post.arrives("one")
    await post.rest()
    assert await post.states() == {"sent": 1, "parked": 2}


async def test_what_did_not_arrive_costs_nothing_and_what_may_have_does(post: Post) -> None:
    await wrote(post, "1", NOON - 50 * HOUR)
    post.fails(Throttled(0.05), TryAgain("cut", ambiguous=True))
    await post.put("news", rank=outbox.NOTICE, origin=outbox.BUNDLE)
    await post.delivery.sweep()
    await post.until(lambda: len(post.service.tried) == 2)
    await post.rest()
    assert await used(post) == {Cost.PAID: 1}
    post.clock.passes(3)
    await post.delivery.sweep()
    await post.arrives("news")
    async with asyncio.timeout(5):
        while await post.states() != {"sent": 1}:
            await post.rest(0.01)
    assert await used(post) == {Cost.PAID: 2}


async def test_the_next_process_knows_what_was_spent(post: Post) -> None:
    await test_what_costs_ends_at_the_ceiling_also_with_many_under_way(post)
    await wrote(post, "77", NOON - 50 * HOUR)
    again = Post(post.database)
    again.delivery = again.delivering(quota=message_quota(again))
    async with again:
        await again.put("news", chat="77", rank=outbox.NOTICE)
        await again.delivery.sweep()
        await again.rest()
        assert again.service.tried == []
        again.clock.passes(20 * 86_400)
        await wrote(again, "77", again.clock.now() - 50 * HOUR)
        await again.put("in December", chat="77", rank=outbox.NOTICE, origin=outbox.BUNDLE)
        await again.delivery.sweep()
        await again.arrives("in December")


async def test_a_plan_keeps_its_last_messages_for_answers(database: Database) -> None:
    post = Post(database)
    rules = QuotaRules(monthly_limits={Cost.FREE: 4}, reserved=(0, 1, 2))
    post.delivery = post.delivering(quota=message_quota(post, rules))
    async with post:
        for number, rank in enumerate((outbox.BROADCAST,) * 4):
            await post.put("news for all", chat=str(number), rank=rank)
        await post.delivery.sweep()
        await post.until(lambda: len(post.service.arrived) == 2)
        await post.rest()
        for number in range(3):
            await post.put("notice", chat=f"n{number}", rank=outbox.NOTICE)
        await post.delivery.sweep()
        await post.until(lambda: len(post.service.arrived) == 3)
        await post.rest()
        await post.put("answer", chat="9")
        await post.delivery.sweep()
        await post.until(lambda: len(post.service.arrived) == 4)
        await post.put("one too many", chat="9")
        await post.delivery.sweep()
        await post.rest()
    assert post.service.texts[2:] == ["notice", "answer"]
    assert await post.states() == {"sent": 4, "parked": 5}


async def test_who_had_everything_erased_is_told_so(post: Post) -> None:
    await post.put("Everything is erased.", chat="8", rank=outbox.REPLY)
    await post.delivery.sweep()
    await post.arrives("Everything is erased.")


async def test_a_refusal_all_the_same_is_not_tried_again(post: Post) -> None:
    await wrote(post, "1", NOON - HOUR)
    post.fails(NotAllowedNow(ParkReason.WINDOW))
    await post.put("news", rank=outbox.NOTICE)
    for _ in range(3):
        await post.delivery.sweep()
        await post.rest()
    assert len(post.service.tried) == 1
    assert await post.states() == {"parked": 1}
    assert await used(post) == {}


async def test_what_costs_waits_an_hour_for_more(post: Post) -> None:
    await wrote(post, "1", NOON - 50 * HOUR)
    await post.put("news", rank=outbox.NOTICE)
    await post.delivery.sweep()
    await post.rest()
    assert post.service.tried == []
    assert await post.held() == [ParkReason.GATHERS]


async def test_one_message_made_of_many_does_not_wait(post: Post) -> None:
    await wrote(post, "1", NOON - 50 * HOUR)
    await post.put("all of it", rank=outbox.NOTICE, origin=outbox.BUNDLE)
    await post.delivery.sweep()
    await post.arrives("all of it")


async def test_nobody_costs_more_than_their_share(database: Database) -> None:
    post = Post(database)
    rules = QuotaRules(
        free_for=48 * HOUR, open_for=168 * HOUR, monthly_limits={Cost.PAID: 99}, paid_per_person=2
    )
    post.delivery = post.delivering(quota=message_quota(post, rules))
    async with post:
        for chat in "12":
            await wrote(post, chat, NOON - 50 * HOUR)
        for text in ("one", "two", "three"):
            await post.put(text, rank=outbox.NOTICE, origin=outbox.BUNDLE)
        await post.put("another's", chat="2", rank=outbox.NOTICE, origin=outbox.BUNDLE)
        await post.delivery.sweep()
        await post.until(lambda: len(post.service.arrived) == 3)
        await post.rest()
        assert sorted(post.service.texts) == ["another's", "one", "two"]
        assert await post.held() == [ParkReason.SHARE]
        assert await used(post, "1") == {Cost.PAID: 2}
