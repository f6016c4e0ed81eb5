"""What becomes of a row that the service does not take."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from bot.channels.contract import Moved, Refused, Throttled, TryAgain, Unreachable
from bot.delivery.retry_policy import TRIES, decide
from storage.messages import outbox, outbox_states, reachability
from storage.messages.outbox_row import OutboxRow
from storage.people import people
from storage.tables.person import official, staff_group
from tests.bot.quiet import CHANNEL
from tests.bot.service import NOON

if TYPE_CHECKING:
    from storage.engine.transaction import Transaction
    from tests.bot.service import Post

ROW = OutboxRow(1, CHANNEL, "1", 0, "send", NOON, 0, False, "", None, None, (), "turn", NOON)


async def test_a_wait_is_kept_and_keeps_the_order(post: Post) -> None:
    await post.put("1", "2", "3")
    await post.put("other", chat="2")
    post.fails(Throttled(0.4))
    await post.delivery.sweep()
    await post.until(lambda: len(post.service.arrived) == 4)
    assert post.service.texts == ["other", "1", "2", "3"]
    first, second = [at for at, chat, text in post.service.tried if text == "1"]
    assert second - first >= 0.4
    assert all(at >= first + 0.4 for at, chat, text in post.service.tried if text in ("2", "3"))


async def test_a_wait_outlives_a_restart(post: Post) -> None:
    await post.put("1")
    post.fails(Throttled(30))
    await post.delivery.sweep()
    await post.rest()
    await post.end()
    assert (
        await post.database.read(
            lambda tx: outbox.due(tx, CHANNEL, NOON + timedelta(seconds=29), 9)
        )
        == []
    )
    assert (
        len(
            await post.database.read(
                lambda tx: outbox.due(tx, CHANNEL, NOON + timedelta(seconds=30), 9)
            )
        )
        == 1
    )


async def test_when_many_chats_are_asked_to_wait_all_wait(post: Post) -> None:
    for chat in "123":
        await post.put("throttled", chat=chat)
        post.fails(Throttled(0.5), chat=chat)
    await post.delivery.sweep()
    await post.rest()
    await post.put("other", chat="4")
    await post.delivery.sweep()
    await post.rest(0.2)
    assert post.service.arrived == []
    await post.until(lambda: len(post.service.arrived) == 4)


async def test_who_cannot_be_reached_is_left_in_peace_until_they_write(post: Post) -> None:
    await post.database.transact(
        lambda tx: people.create(
            tx, channel=CHANNEL, sender="1", chat="1", name="Lan", language="vi", now=NOON
        )
    )
    await post.put("1", "2", "3")
    post.fails(Unreachable("blocked"))
    await post.delivery.sweep()
    await post.until(lambda: post.service.tried)
    await post.rest()
    await post.put("4", rank=outbox.NOTICE)
    await post.delivery.sweep()
    await post.rest()
    assert len(post.service.tried) == 1
    assert await post.states() == {"parked": 4}
    await post.database.transact(lambda tx: reachability.mark_reachable(tx, CHANNEL, "1"))
    await post.delivery.sweep()
    await post.arrives("1", "2", "3", "4")


async def test_a_group_that_moved_is_followed(post: Post) -> None:
    await post.put("1", "2", chat="-5")
    post.fails(Moved("-1005"), chat="-5")
    await post.delivery.sweep()
    await post.rest()
    await post.delivery.sweep()
    await post.arrives("1", "2")
    assert {request.chat for request in post.service.arrived} == {"-1005"}


async def test_a_lost_answer_is_risked_once(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    lost = TryAgain("cut", ambiguous=True)
    await post.put("1")
    post.fails(lost, lost, lost)
    await post.delivery.sweep()
    await post.rest()
    assert "ambiguous" in caplog.text
    for _ in range(3):
        post.clock.passes(60)
        await post.delivery.sweep()
        await post.rest()
    assert len(post.service.tried) == 2
    assert await post.states() == {"dead": 1}


@pytest.mark.parametrize("restart", [False, True])
async def test_news_whose_answer_was_lost_goes_again_once_something_comes_through(
    post: Post, *, restart: bool
) -> None:
    """A service that hangs for hours swallows the first try of each, not both."""
    for chat in "12":
        post.service.errors[chat] = [TryAgain("cut", ambiguous=True)] * 9
        await post.put("news", chat=chat, rank=outbox.NOTICE)
    for _ in range(5):
        await post.delivery.sweep()
        await post.rest()
        post.clock.passes(3600)
    if restart:
        await post.again()
        await post.delivery.sweep()
        await post.rest()
    assert len(post.service.tried) == 2
    assert await post.states() == {"waiting": 2}
    post.service.errors.clear()
    await post.put("to somebody else", chat="3")
    await arrived(post, {"sent": 3})
    assert sorted(post.service.texts) == ["news", "news", "to somebody else"]


async def test_a_lost_answer_among_none_that_came_is_risked_at_once(post: Post) -> None:
    """No other chat is sent to: it is unknown whether the service works."""
    post.fails(TryAgain("cut", ambiguous=True))
    await post.put("news", rank=outbox.NOTICE)
    await post.delivery.sweep()
    await post.rest()
    post.clock.passes(3)
    await post.delivery.sweep()
    await post.arrives("news")


async def test_a_service_that_hangs_costs_one_message_at_most(post: Post) -> None:
    """The first, whose failure might have been its own; also when one person alone is written to."""
    post.service.errors["1"] = [TryAgain("cut", ambiguous=True)] * 9
    for text in "123":
        await post.put(text, rank=outbox.NOTICE)
        for _ in range(3):
            await post.delivery.sweep()
            await post.rest()
            post.clock.passes(3600)
    assert await post.states() == {"dead": 1, "waiting": 2}
    post.service.errors.clear()
    await post.put("4")
    await arrived(post, {"dead": 1, "sent": 3})


async def test_a_lost_answer_is_remembered_over_a_restart(post: Post) -> None:
    await post.put("1")
    post.fails(TryAgain("cut", ambiguous=True))
    await post.delivery.sweep()
    await post.rest()
    await post.end()
    (row,) = await post.database.read(
        lambda tx: outbox.due(tx, CHANNEL, NOON + timedelta(minutes=1), 9)
    )
    assert row.ambiguous


async def test_a_refused_connection_costs_no_try_and_no_order(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    down = TryAgain("ConnectionRefusedError", counts=False)
    await post.put("1", "2", "3")
    await post.put("other", chat="2")
    post.fails(down, down)
    post.fails(down, chat="2")
    await post.delivery.sweep()
    await post.until(lambda: len(post.service.arrived) == 4)
    assert [text for text in post.service.texts if text != "other"] == ["1", "2", "3"]
    assert caplog.text.count("nothing can be sent") <= 2
    await post.end()
    assert await post.states() == {"sent": 4}


async def test_a_later_try_blocks_nothing_and_a_due_one_its_own_rank(post: Post) -> None:
    await post.put("1", "2")
    post.fails(TryAgain("ill"))
    await post.delivery.sweep()
    await post.arrives("2")
    post.clock.passes(10)
    post.database.on_commit(post.delivery.offer)
    await post.put("3")
    await post.arrives("2", "1", "3")


async def test_what_is_refused_is_a_dead_letter_and_unblocks(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.put("bad", "good")
    post.fails(Refused("Bad Request: something of 0912345678"))
    await post.delivery.sweep()
    await post.arrives("good")
    await post.rest()
    assert await post.states() == {"dead": 1, "sent": 1}
    assert "0912345678" not in caplog.text
    await post.database.transact(lambda tx: outbox_states.resend(tx, None, post.clock.now()))
    await post.delivery.sweep()
    await post.arrives("good", "bad")


async def test_a_fault_of_ours_stops_one_row_only(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.put("bad", "good")
    post.service.errors["1"] = [ZeroDivisionError("words of Lan"), None]
    await post.delivery.sweep()
    await post.arrives("good")
    assert "ZeroDivisionError" in caplog.text
    assert "words of Lan" not in caplog.text
    await post.end()
    assert await post.states() == {"sent": 1, "waiting": 1}


async def test_what_was_withdrawn_while_it_was_sent_is_not_tried_again(post: Post) -> None:
    post.database.on_commit(post.delivery.offer)
    post.service.gate.clear()
    post.fails(Throttled(0.05))
    await post.put("old menu", topic="menu")
    await post.until(lambda: post.service.under_way)
    await post.put("new menu", topic="menu")
    post.service.gate.set()
    await post.arrives("new menu")
    await post.rest(0.1)
    assert post.service.texts == ["new menu"]


def test_tries_are_bounded_to_about_an_hour() -> None:
    now, row, tries = NOON, ROW, 0
    while (decision := decide(row, TryAgain("ill"), now)).retry_row is not None:
        now, row, tries = decision.retry_row.not_before, decision.retry_row, tries + 1
    assert decision.gave_up
    assert tries == TRIES - 1
    assert timedelta(minutes=40) < now - NOON < timedelta(minutes=80)


async def tried(post: Post, times: int) -> None:
    """So many tries more, each as soon as it is due."""
    until = len(post.service.tried) + times
    async with asyncio.timeout(30):
        while len(post.service.tried) < until:
            await post.delivery.sweep()
            await post.rest(0.01)
            post.clock.passes(25 * 60)


async def arrived(post: Post, state: dict[str, int]) -> None:
    """Time passes until the rows are in these states."""
    async with asyncio.timeout(10):
        while await post.states() != state:
            post.clock.passes(25 * 60)
            await post.delivery.sweep()
            await post.rest(0.02)


@pytest.mark.parametrize("chats", ["1", "12", "1234"])
async def test_an_outage_of_a_day_gives_nothing_up(post: Post, chats: str) -> None:
    """Whatever is tried fails, be it for one person alone: no message is to blame, all of them
    arrive once it heals, also one that fails once more then."""
    for chat in chats:
        post.service.errors[chat] = [TryAgain("ill")] * 1000
        await post.put("news", chat=chat, rank=outbox.NOTICE)
    await tried(post, 4 * TRIES * len(chats))
    assert await post.states() == {"waiting": len(chats)}
    post.service.errors.clear()
    post.fails(TryAgain("ill"))
    await post.put("the first that comes through", chat="9")
    await arrived(post, {"sent": len(chats) + 1})


async def test_restarts_in_an_outage_give_nothing_up(post: Post) -> None:
    """What is begun anew knows of no time when anything came through."""
    await post.put("news")
    for _restart in range(TRIES + 2):
        post.fails(TryAgain("ill"))
        await tried(post, 1)
        await post.again()
    assert await post.states() == {"waiting": 1}
    await arrived(post, {"sent": 1})


async def test_a_message_that_always_fails_is_given_up_while_others_come_through(
    post: Post,
) -> None:
    """Also other messages of its own chat: it blocks nothing."""
    post.service.poison = "bad"
    await post.put("bad")
    for number in range(3 * TRIES):
        await post.put(f"good {number}")
        await post.delivery.sweep()
        await post.rest(0.02)
        post.clock.passes(25 * 60)
    states = await post.states()
    assert states["dead"] == 1
    assert states["sent"] >= 3 * TRIES - 1
    assert len([text for _at, _chat, text in post.service.tried if text == "bad"]) == TRIES


async def test_on_a_quiet_channel_a_message_that_always_fails_is_given_up_in_the_end(
    post: Post,
) -> None:
    """It is unknown whether the row or the service is at fault until another message arrives."""
    post.service.poison = "bad"
    await post.put("bad")
    await tried(post, 2 * TRIES)
    assert await post.states() == {"waiting": 1}
    for number in range(3):
        await post.put(f"good {number}", chat="2")
        await tried(post, 2)
    assert (await post.states())["dead"] == 1


def test_the_pause_between_tries_ends_at_twenty_minutes() -> None:
    decision = decide(ROW._replace(attempts=5000), TryAgain("ill"), NOON, row_at_fault=False)
    assert decision.retry_row is not None
    assert decision.retry_row.not_before - NOON <= timedelta(minutes=24)


def test_one_chats_retries_keep_their_order() -> None:
    """The spread that keeps everybody's rows from coming back at once is the chat's."""
    again = [
        decide(
            ROW._replace(id=number), TryAgain("ill"), NOON + timedelta(milliseconds=number)
        ).retry_row
        for number in range(50)
    ]
    due = [row.not_before for row in again if row]
    assert due == sorted(due)
    others = {
        decide(ROW._replace(chat=str(chat)), TryAgain("ill"), NOON).retry_row for chat in range(50)
    }
    assert len({row.not_before for row in others if row}) > 25


@pytest.mark.parametrize("operation", ["edit", "delete", "menu"])
def test_what_may_be_done_twice_is_not_ambiguous(operation: str) -> None:
    decision = decide(ROW._replace(operation=operation), TryAgain("cut", ambiguous=True), NOON)
    assert decision.retry_row
    assert not decision.retry_row.ambiguous


def test_what_costs_and_may_have_arrived_is_not_sent_again() -> None:
    decision = decide(ROW._replace(operation="template"), TryAgain("cut", ambiguous=True), NOON)
    assert decision.gave_up
    assert decision.retry_row is None


async def test_a_group_bound_anew_does_not_stop_the_move(post: Post) -> None:
    """A row of the new id exists already: nothing breaks, both stay."""

    def bind(tx: Transaction) -> None:
        person = people.create(
            tx, channel=CHANNEL, sender="1", chat="1", name="Hai", language="vi", now=NOON
        )
        who = tx.core.execute(
            insert(official)
            .values(
                person_id=person.id,
                role="admin",
                unit_id="",
                name="Hai",
                speaks_khmer=False,
                enrolled_at=NOON,
            )
            .returning(official.c.id)
        ).scalar_one()
        for chat in ("-5", "-1005"):
            group = staff_group.insert().values(
                channel=CHANNEL, chat=chat, unit_id="u", bound_by=who, bound_at=NOON, settings={}
            )
            tx.core.execute(group)
        reachability.move_chat(tx, CHANNEL, "-5", "-1005")

    await post.database.transact(bind)
