"""The arithmetic of rate limits, and Telegram's limits."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from bot.channels.telegram import RATE_LIMITS
from bot.delivery.rate_limit import RateLimits, SlidingWindow, TokenBucket, chat_limits
from tests.bot.service import Post

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.delivery.rate_limit import Limit
    from storage.engine.database import Database


def times(limits: Sequence[Limit], count: int) -> list[float]:
    """When so many go, each as early as it may."""
    now, gone = 100.0, []
    for _ in range(count):
        now = max([now, *(limit.ready_at(now) for limit in limits)])
        for limit in limits:
            limit.take(now)
        gone.append(now)
    return gone


def most_in(gone: list[float], seconds: float) -> int:
    """The most that fall into any so many seconds."""
    return max(bisect_right(gone, at + seconds - 1e-9) - place for place, at in enumerate(gone))


def test_a_window_has_no_burst_on_top() -> None:
    gone = times([SlidingWindow(30, 1.0)], 300)
    assert most_in(gone, 1.0) == 30
    assert 8.9 < gone[-1] - gone[0] < 10.1


def test_a_bucket_bursts_then_flows() -> None:
    gone = times([TokenBucket(1, 3)], 10)
    assert gone[2] == gone[0]
    assert gone[3] - gone[0] >= 1
    assert 6.9 < gone[-1] - gone[0] < 7.1


def test_a_bucket_fills_up_again() -> None:
    bucket = TokenBucket(1, 3)
    for _ in range(3):
        bucket.take(100.0)
    assert not bucket.is_full(102.0)
    assert bucket.is_full(103.0)
    assert bucket.ready_at(103.0) == 103.0


def test_telegrams_pace() -> None:
    assert most_in(times([SlidingWindow(*RATE_LIMITS.overall)], 500), 1.0) == 30
    private = times(chat_limits(RATE_LIMITS, "501"), 100)
    assert most_in(private, 1.0) <= 4
    assert private[-1] - private[0] > 96
    group = times(chat_limits(RATE_LIMITS, "-1001"), 100)
    assert most_in(group, 60.0) == 20


async def test_delivery_keeps_the_pace_and_the_order(database: Database) -> None:
    rate_limits = RateLimits((5, 0.5), 10, 2, (2, 0.6), lambda chat: chat.startswith("-"))
    async with Post(database, rate_limits=rate_limits) as post:
        for chat in ("1", "2", "-3"):
            await post.put("a", "b", "c", "d", chat=chat)
        await post.delivery.sweep()
        await post.until(lambda: len(post.service.arrived) == 12)
        tried = post.service.tried
        assert most_in([at for at, _chat, _text in tried], 0.45) <= 5
        assert most_in([at for at, chat, _text in tried if chat == "-3"], 0.55) <= 2
        for chat in ("1", "2", "-3"):
            assert [text for _at, one, text in tried if one == chat] == ["a", "b", "c", "d"]


async def test_news_for_many_do_not_hold_up_an_answer(database: Database) -> None:
    rate_limits = RateLimits((20, 1.0), 1, 3, (20, 60), lambda chat: chat.startswith("-"))
    async with Post(database, rate_limits=rate_limits) as post:
        post.database.on_commit(post.delivery.offer)
        for chat in range(200):
            await post.put("news", chat=str(chat), rank=2)
        await post.put("answer", chat="999")
        await post.until(lambda: "answer" in post.service.texts)
        assert len(post.service.arrived) < 60
