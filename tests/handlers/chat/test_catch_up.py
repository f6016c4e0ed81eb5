"""Parked notices are sent as one message when the person writes, after the reply."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from actions.messages.catch_up import release
from bot.channels.contract import NotAllowedNow
from domain.messages.quota import Cost, ParkReason, QuotaRules, month_of
from storage.messages import outbox, quota
from tests.handlers.offices import answers, filed, receipts, refused, speak

if TYPE_CHECKING:
    from tests.house import House

pytestmark = pytest.mark.engines
WINDOWS = {"zalo_oa": QuotaRules(free_for=timedelta(hours=48), open_for=timedelta(days=7))}


async def test_two_cases_one_message_each_with_its_news(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_oa")
    first = await filed(lan)
    second = await filed(lan)
    house.passes(days=3)
    house.refuses[("zalo_oa", lan.chat)] = NotAllowedNow(ParkReason.COSTS)
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
    _hai, lan, _code = await refused(house, NotAllowedNow(ParkReason.WINDOW))
    house.refuses.clear()
    await lan.says("có ai không")
    lan.sees("Đã cử đội duy tu")
    lan.sees_not("Tin đã chờ")


async def test_who_wrote_while_it_was_being_held_does_not_wait(house: House) -> None:
    _hai, lan, _code = await refused(house, NotAllowedNow(ParkReason.WINDOW))
    house.refuses.clear()
    await house.deliver()
    lan.sees_not("duy tu")
    object.__setattr__(house.commune, "quotas", WINDOWS)
    await speak(house, release)
    lan.sees("Đã cử đội duy tu")


async def test_a_new_month_has_new_messages(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_bot")
    code = await filed(lan)
    object.__setattr__(
        house.commune, "quotas", {"zalo_bot": QuotaRules(monthly_limits={Cost.FREE: 9})}
    )
    await house.database.transact(lambda tx: release(house.notifier(tx)))
    house.refuses[("zalo_bot", lan.chat)] = NotAllowedNow(ParkReason.QUOTA)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    house.refuses.clear()
    for days in (0, 20):
        lan.sees_not("duy tu")
        house.passes(days=days)
        await speak(house, release)
    lan.sees("Đã cử đội duy tu")


async def test_what_is_paid_waits_an_hour_and_goes_out_together(house: House) -> None:
    """Nobody is asked to telephone meanwhile, and the official's copy does not say it failed."""
    object.__setattr__(house.commune, "quotas", WINDOWS)
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_oa")
    first, second = await filed(lan), await filed(lan)
    house.passes(days=3)
    house.refuses[("zalo_oa", lan.chat)] = NotAllowedNow(ParkReason.GATHERS)
    await answers(hai, first, "Đã cử đội duy tu, xong ngày 30/11")
    house.passes(minutes=40)
    await answers(hai, second, "Ban ấp đã đến xem và ghi nhận")
    await hai.says("/chuaden")
    hai.sees("Không có")
    await receipts(house)
    hai.sees_not("chưa liên lạc được")
    house.refuses.clear()
    await speak(house, release)
    lan.sees_not("duy tu")
    house.passes(minutes=25)
    before = len(lan.screen)
    await speak(house, release)
    (news,) = lan.screen[before:]
    assert "duy tu" in news.text
    assert "Ban ấp" in news.text
    assert news.row.origin == outbox.BUNDLE
    await receipts(house)
    assert any("đã đến" in seen.text for seen in hai.screen)


async def test_what_the_share_does_not_pay_for_is_not_made_one(house: House) -> None:
    """Each is listed with its own case: only who handles that may read its words."""
    most = {Cost.PAID: 9}
    rules = QuotaRules(
        free_for=timedelta(hours=48),
        open_for=timedelta(days=7),
        monthly_limits=most,
        paid_per_person=1,
    )
    object.__setattr__(house.commune, "quotas", {"zalo_oa": rules})
    await speak(house, release)
    head = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_oa")
    first, second = await filed(lan), await filed(lan)
    house.passes(days=3)
    month = month_of(house.now)
    await house.database.transact(
        lambda tx: quota.add(tx, [("zalo_oa", lan.chat, month, Cost.PAID, 1)])
    )
    house.refuses[("zalo_oa", lan.chat)] = NotAllowedNow(ParkReason.GATHERS)
    await answers(head, first, "Đã cử đội duy tu, xong ngày 30/11")
    await answers(head, second, "Ban ấp đã đến xem và ghi nhận")
    house.passes(minutes=61)
    house.refuses[("zalo_oa", lan.chat)] = NotAllowedNow(ParkReason.SHARE)
    await speak(house, release)
    assert await house.rows("SELECT id FROM outbox WHERE state = 'bundled'") == []
    await head.says("/chuaden")
    head.sees(first, second, "trả phí đủ")


async def test_one_of_several_cases_is_listed_for_who_sees_them_all(house: House) -> None:
    object.__setattr__(house.commune, "quotas", WINDOWS)
    head = await house.official("Chị Hai", "head")
    roads = await house.official("Anh Ba", "officer", "kinh-te")
    lan = house.resident("Lan", channel="zalo_oa")
    first, second = await filed(lan), await filed(lan)
    await house.run(
        f"UPDATE submission SET unit_id = 'van-phong' WHERE code = '{second.replace('-', '')}'"
    )
    house.passes(days=3)
    house.refuses[("zalo_oa", lan.chat)] = NotAllowedNow(ParkReason.WINDOW)
    await answers(head, first, "Đã cử đội duy tu, xong ngày 30/11")
    await answers(head, second, "Ban ấp đã đến xem và ghi nhận")
    await lan.says("có ai không")
    await head.says("/chuaden")
    listed = head.sees(first)
    assert len([one for one in listed.choices if one.data.startswith("unreached:")]) == 1
    await roads.says("/chuaden")
    roads.sees("Không có")
    await roads.presses(listed.choices[0].data)
    roads.sees_not("Ban ấp")


async def test_a_single_one_is_marked_as_having_waited(house: House) -> None:
    """Or it would be held again for ever."""
    object.__setattr__(house.commune, "quotas", WINDOWS)
    _hai, lan, _code = await refused(house, NotAllowedNow(ParkReason.GATHERS), days=3)
    house.refuses.clear()
    house.passes(minutes=61)
    await speak(house, release)
    assert lan.sees("duy tu").row.origin == outbox.BUNDLE


async def test_what_gathered_in_the_evening_rings_at_no_phone_at_night(house: House) -> None:
    object.__setattr__(house.commune, "quotas", WINDOWS)
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_oa")
    code = await filed(lan)
    house.passes(days=3, hours=11)
    assert house.commune.organisation.local(house.now).hour == 20
    house.refuses[("zalo_oa", lan.chat)] = NotAllowedNow(ParkReason.GATHERS)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    house.refuses.clear()
    house.passes(hours=2)
    await speak(house, release)
    lan.sees_not("duy tu")
    house.passes(hours=10)
    await speak(house, release)
    lan.sees("duy tu")


async def test_who_writes_meanwhile_has_it_at_once(house: House) -> None:
    object.__setattr__(house.commune, "quotas", WINDOWS)
    _hai, lan, _code = await refused(house, NotAllowedNow(ParkReason.GATHERS), days=3)
    house.refuses.clear()
    await lan.says("có ai không")
    lan.sees("duy tu")


@pytest.mark.parametrize("why", [ParkReason.COSTS, ParkReason.SHARE, ParkReason.QUOTA])
async def test_what_may_not_cost_is_listed_and_asked_for_once_the_window_is_over(
    house: House, why: ParkReason
) -> None:
    """Within the week the template would cost more than the message; then it is all there is."""
    most = {Cost.PAID: 0, Cost.TEMPLATE: 5}
    rules = QuotaRules(
        free_for=timedelta(hours=48), open_for=timedelta(days=7), monthly_limits=most
    )
    object.__setattr__(house.commune, "quotas", {"zalo_oa": rules})
    await house.database.transact(lambda tx: release(house.notifier(tx)))
    hai, lan, code = await refused(house, NotAllowedNow(why), days=3)
    await speak(house, release)
    await hai.says("/chuaden")
    hai.sees(code)
    templates = "SELECT state FROM outbox WHERE operation = 'template'"
    assert await house.rows(templates) == []
    house.passes(days=4, minutes=-15)
    await speak(house, release)
    assert await house.rows(templates) == []
    house.passes(minutes=6)
    house.refuses[("zalo_oa", lan.chat)] = NotAllowedNow(ParkReason.WINDOW)
    await speak(house, release)
    assert [tuple(row) for row in await house.rows(templates)] == [("waiting",)]
    await hai.says("/chuaden")
    hai.sees(code, "lâu")
    await speak(house, release)
    assert len(await house.rows(templates)) == 1


async def test_with_a_new_month_news_go_again_where_they_are_wanted(house: House) -> None:
    """What the used-up plan held went to the other account; nothing waits, so nothing brought it back."""
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel="zalo_bot")
    code = await filed(lan)
    object.__setattr__(
        house.commune, "quotas", {"zalo_bot": QuotaRules(monthly_limits={Cost.FREE: 9})}
    )
    await speak(house, release)
    other = house.resident("Lan", channel="telegram", chat="77")
    await house.run(
        "INSERT INTO account (channel, sender, chat, person_id, reachable, awaited, preferred,"
        " trusted) SELECT 'telegram', '77', '77', person_id, true, false, false, true FROM submission"
    )
    await house.run("UPDATE account SET preferred = true WHERE channel = 'zalo_bot'")
    house.refuses[("zalo_bot", lan.chat)] = NotAllowedNow(ParkReason.QUOTA)
    await answers(hai, code, "Đã cử đội duy tu")
    await house.deliver()
    other.sees("duy tu")
    house.refuses.clear()
    await answers(hai, code, "Đội đang làm")
    other.sees("Đội đang làm")
    house.passes(days=20)
    await speak(house, release)
    await answers(hai, code, "Đã xong đoạn đầu")
    lan.sees("Đã xong đoạn đầu")
    other.sees_not("Đã xong đoạn đầu")
