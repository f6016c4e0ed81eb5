"""Failover: messages of a channel that cannot send move to the person's other account."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from bot.channels.contract import ChannelClosed, NotAllowedNow, TryAgain
from bot.delivery import Deliveries, Delivery
from bot.process.channel_runner import ChannelRunners
from bot.process.failover import LONG, Failover
from domain.messages.quota import ParkReason
from storage.engine.database import Database
from storage.messages import outbox
from storage.people import people
from storage.tables.message import outbox as table
from storage.tables.person import account
from tests.bot.quiet import CHANNEL, Quiet
from tests.bot.service import Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.engine.transaction import Transaction

ELSEWHERE = "zalo_bot"
pytestmark = pytest.mark.engines


class Other(Quiet):
    """Where nothing is sent in these tests."""

    name = ELSEWHERE


class Office(Post):
    """A post whose channel is one of two; Lan (chat 1) has an account on the other, too."""

    async def begin(self) -> None:
        self.runners = ChannelRunners([self.service, Other()], {})
        for line in self.runners.by_name.values():
            line.is_open.set()
        self.delivery = self.delivering(
            usable_channels=lambda: self.runners.usable_channels,
            may_send=lambda: self.runners.is_open(CHANNEL),
        )
        elsewhere = Delivery(self.database, self.clock, Other(), None)
        deliveries = Deliveries({CHANNEL: self.delivery, ELSEWHERE: elsewhere})
        self.failover = Failover(self.database, self.clock, self.runners, deliveries)

        def work(tx: Transaction) -> None:
            for chat in "12":
                person = people.create(
                    tx,
                    channel=CHANNEL,
                    sender=chat,
                    chat=chat,
                    name="",
                    language="vi",
                    now=self.clock.now(),
                )
                if chat == "1":
                    tx.core.execute(
                        insert(account).values(
                            channel=ELSEWHERE,
                            sender="77",
                            chat="77",
                            person_id=person.id,
                            reachable=True,
                            awaited=False,
                            preferred=False,
                            linked_at=None,
                            trusted=True,
                        )
                    )

        await self.database.transact(work)

    async def where(self) -> list[tuple[str, str, str]]:
        """(Channel, chat, state) of each row."""

        def work(tx: Transaction) -> list[tuple[str, str, str]]:
            rows = tx.core.execute(
                select(table.c.channel, table.c.chat, table.c.state).order_by(table.c.id)
            )
            return [(row.channel, row.chat, row.state) for row in rows]

        return await self.database.read(work)

    async def stands(self, *rows: tuple[str, str, str]) -> None:
        """Wait until the rows are there, in these states."""
        async with asyncio.timeout(10):
            while await self.where() != list(rows):
                await asyncio.sleep(0.01)


@pytest.fixture
async def database(where: Any) -> AsyncIterator[Database]:
    opened = await Database.open(where)
    yield opened
    await opened.close()


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    made = Office(database)
    await made.begin()
    async with made:
        yield made


@asynccontextmanager
async def cut(office: Office) -> AsyncIterator[None]:
    """Every send to chat 1 fails as if the service were away."""
    office.service.errors["1"] = [TryAgain("away", counts=False)] * 1000
    yield
    office.service.errors["1"] = []


async def test_a_closed_channel_is_left_by_who_can_be_told_elsewhere(office: Office) -> None:
    office.runners.by_name[CHANNEL].close(ChannelClosed("the token is refused"))
    await office.put("news", rank=outbox.NOTICE)
    await office.put("an answer to a tap")
    await office.put("news for who has no other", chat="2", rank=outbox.NOTICE)
    await office.put("tomorrow's", rank=outbox.NOTICE, not_before=office.clock.now() + LONG * 9)
    await office.failover.run_round()
    await office.failover.run_round()
    here = (CHANNEL, "1", "waiting")
    assert await office.where() == [
        (ELSEWHERE, "77", "waiting"),
        here,
        (CHANNEL, "2", "waiting"),
        (ELSEWHERE, "77", "waiting"),
    ]
    assert office.service.tried == []


async def test_a_permission_that_ended_closes_nothing_and_is_left_too(office: Office) -> None:
    office.service.cannot_send = "the permission ended"
    await office.put("news", rank=outbox.NOTICE)
    await office.failover.run_round()
    assert await office.where() == [(ELSEWHERE, "77", "waiting")]
    assert office.runners.is_open(CHANNEL)


async def test_a_short_outage_is_waited_for_a_long_one_is_not(office: Office) -> None:
    async with cut(office):
        await office.put("news", rank=outbox.NOTICE)
        await office.delivery.sweep()
        await office.until(lambda: office.delivery.is_failing)
        await office.failover.run_round()
        office.clock.passes((LONG - timedelta(minutes=1)).total_seconds())
        await office.failover.run_round()
        assert await office.where() == [(CHANNEL, "1", "waiting")]
        office.clock.passes(61)
        await office.failover.run_round()
        assert await office.where() == [(ELSEWHERE, "77", "waiting")]


async def test_what_came_through_in_between_ends_the_outage(office: Office) -> None:
    async with cut(office):
        await office.put("news", rank=outbox.NOTICE)
        await office.delivery.sweep()
        await office.until(lambda: office.delivery.is_failing)
        await office.failover.run_round()
    await office.until(lambda: office.service.arrived)
    await office.stands((CHANNEL, "1", "sent"))
    office.clock.passes(LONG.total_seconds())
    await office.failover.run_round()
    assert CHANNEL in office.runners.usable_channels
    assert await office.where() == [(CHANNEL, "1", "sent")]


async def test_one_that_never_opened_is_left_after_the_same_hour(office: Office) -> None:
    office.runners.by_name[CHANNEL].is_open.clear()
    await office.put("news", rank=outbox.NOTICE)
    await office.failover.run_round()
    assert await office.where() == [(CHANNEL, "1", "waiting")]
    office.clock.passes(LONG.total_seconds())
    await office.failover.run_round()
    assert await office.where() == [(ELSEWHERE, "77", "waiting")]


async def test_nobody_is_sent_to_a_closed_channel(office: Office) -> None:
    """A refused message stays parked here when the other channel cannot send."""
    office.runners.by_name[ELSEWHERE].close(ChannelClosed("the token is refused"))
    office.fails(NotAllowedNow(ParkReason.WINDOW))
    await office.put("news", rank=outbox.NOTICE)
    await office.delivery.sweep()
    await office.stands((CHANNEL, "1", "parked"))


async def test_what_was_read_for_the_closed_channel_does_not_go_out_there_later(
    office: Office,
) -> None:
    office.database.on_commit(office.delivery.offer)
    office.service.gate.clear()
    await office.put("under way", rank=outbox.REPLY)
    await office.until(lambda: office.service.under_way)
    await office.put("news", rank=outbox.NOTICE)
    office.service.cannot_send = "the permission ended"
    await office.failover.run_round()
    office.service.gate.set()
    await office.stands((CHANNEL, "1", "sent"), (ELSEWHERE, "77", "waiting"))
    assert office.service.texts == ["under way"]
