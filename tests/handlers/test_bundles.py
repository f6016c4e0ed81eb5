"""What was held for somebody comes as one message when they write, after their answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels.contract import Held
from domain.budget import Budget, Cost, Why
from handlers.bundles import release
from tests.handlers.office import filed

if TYPE_CHECKING:
    from tests.house import House, Speaker

pytestmark = pytest.mark.engines
WINDOWS = {"zalo_oa": Budget(free=timedelta(hours=48), window=timedelta(days=7))}


async def answers(official: Speaker, code: str, words: str) -> None:
    await official.says(f"/traloi {code} {words}")
    await official.taps("Gửi cho bà con")


async def test_two_cases_one_message_each_with_its_news(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_oa")
    first = await filed(lan)
    second = await filed(lan)
    house.passes(days=3)
    house.refuses[("zalo_oa", lan.chat)] = Held(Why.COSTS)
    await answers(hai, first, "Đã cử đội duy tu, xong ngày 30/11")
    await answers(hai, second, "Ban ấp đã đến xem và ghi nhận")
    await hai.says("/chuaden")
    hai.sees(first, second, "mất phí")
    house.refuses.clear()
    before = len(lan.screen)
    await lan.says("có ai không")
    news = lan.sees("Tin đã chờ", "duy tu", "Ban ấp")
    assert [seen for seen in lan.screen[before:] if "duy tu" in seen.text] == [news]
    assert len(lan.screen[before:]) > 1
    assert lan.screen[-1] is news
    assert {choice.data for choice in news.choices} == {
        f"case:{code.replace('-', '')}" for code in (first, second)
    }
    states = await house.rows("SELECT state, carried_by FROM outbox WHERE state = 'bundled'")
    assert [row.carried_by for row in states] == [news.row.id] * 2
    await hai.says("/chuaden")
    hai.sees("Không có")


async def test_one_message_comes_as_it_is(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_oa")
    code = await filed(lan)
    house.refuses[("zalo_oa", lan.chat)] = Held(Why.WINDOW)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    house.refuses.clear()
    await lan.says("có ai không")
    lan.sees("Đã cử đội duy tu")
    lan.sees_not("Tin đã chờ")


async def test_who_wrote_while_it_was_being_held_does_not_wait(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_oa")
    code = await filed(lan)
    house.refuses[("zalo_oa", lan.chat)] = Held(Why.WINDOW)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    house.refuses.clear()
    await house.deliver()
    lan.sees_not("duy tu")
    object.__setattr__(house.world, "budgets", WINDOWS)
    await house.database.transact(lambda tx: release(house.voice(tx)))
    await house.deliver()
    lan.sees("Đã cử đội duy tu")


async def test_a_new_month_has_new_messages(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_bot")
    code = await filed(lan)
    object.__setattr__(house.world, "budgets", {"zalo_bot": Budget(most={Cost.FREE: 9})})
    await house.database.transact(lambda tx: release(house.voice(tx)))
    house.refuses[("zalo_bot", lan.chat)] = Held(Why.QUOTA)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    house.refuses.clear()
    for days in (0, 20):
        lan.sees_not("duy tu")
        house.passes(days=days)
        await house.database.transact(lambda tx: release(house.voice(tx)))
        await house.deliver()
    lan.sees("Đã cử đội duy tu")
