"""Posts are refused because the machine's clock is wrong: the administrators are told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.jobs.clock_alert import clock_alert
from bot.jobs.job import JobContext
from bot.process.channel_runner import ChannelRunners
from tests.bot.channels.zalo_oa.posts import says
from tests.bot.channels.zalo_oa.test_tokens import told
from tests.bot.service import NOON, StandingClock
from tests.house import House

if TYPE_CHECKING:
    from bot.channels.zalo_oa import ZaloOaChannel
    from tests.bot.channels.zalo_oa.posts import Post


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (timedelta(minutes=-14), "14 minutes behind Zalo's"),
        (timedelta(hours=4), "240 minutes ahead of Zalo's"),
    ],
)
async def test_a_wrong_clock_is_told_until_it_is_right(
    post: Post,
    heard: list[str],
    channel: ZaloOaChannel,
    clock: StandingClock,
    wrong: timedelta,
    said: str,
) -> None:
    """Zalo repeats refused posts; the first accepted one ends the trouble."""
    assert await post(says("một", "m1", at=NOON - timedelta(minutes=1))) == 200
    clock.at = NOON + wrong
    assert await post(says("hai", "m2")) == 403
    assert said in channel.trouble
    assert "timedatectl set-ntp true" in channel.trouble
    await channel.open()  # as every half a minute: that a token is there says nothing of the clock
    assert ChannelRunners([channel], {}).clock_is_wrong
    clock.at = NOON + timedelta(minutes=5)
    assert await post(says("hai", "m2")) == 200
    assert channel.trouble == ""
    assert heard == ["một", "hai"]


async def test_old_posts_that_somebody_plays_say_nothing_of_the_clock(
    post: Post, channel: ZaloOaChannel, clock: StandingClock
) -> None:
    assert await post(says("một", "m1")) == 200
    clock.passes(timedelta(hours=4).total_seconds())
    assert await post(says("một", "m1")) == 403
    assert channel.trouble == ""


async def test_the_administrators_hear_of_a_wrong_clock_once_a_day(home: Any) -> None:
    house = await House.open(home)
    await house.official("Hai", "admin")
    await house.official("Tư", "officer", "van-phong")
    clock = StandingClock()
    clock.at = house.now
    context = JobContext(house.database, clock, house.commune)
    wrong: list[str] = []
    job = clock_alert(lambda: bool(wrong))
    await job.run(context)
    assert await told(house) == []
    wrong.append("zalo_oa")
    await job.run(context)
    assert await told(house) == []  # a clock that was just set right may have had one refused
    await job.run(context)
    await job.run(context)
    (text,) = await told(house)
    assert "timedatectl set-ntp true" in text
    clock.passes(timedelta(days=1).total_seconds())
    await job.run(context)
    assert len(await told(house)) == 2
    await house.close()
