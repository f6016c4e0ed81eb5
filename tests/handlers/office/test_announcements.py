"""Announcements reach those who asked for them, once, and can be stopped by both sides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.messages import broadcast_feed as feeding
from actions.messages.broadcast_feed import feed
from domain.messages.quota import QuotaRules
from tests.handlers.consultations import feed_on

if TYPE_CHECKING:
    import pytest

    from storage.engine.transaction import Transaction
    from tests.golden import Golden
    from tests.house import House, Speaker

WEEK = timedelta(days=7)
BODY = "Sáng thứ Bảy tiêm phòng dại cho chó mèo tại nhà văn hóa ấp 4."


async def subscribers(house: House, count: int) -> list[Speaker]:
    people = [house.resident(f"Người {number}") for number in range(count)]
    for person in people:
        await person.says("/thongbao")
        await person.taps("Nhận thông báo")
    return people


async def announce(officer: Speaker) -> None:
    await officer.says("/thongbao")
    await officer.says(BODY)
    await officer.taps("Gửi đi")


async def test_story(house: House, golden: Golden) -> None:
    """The commune sends an announcement.

    Lan asks for announcements and gets one; Minh did not ask. Then Lan stops them.
    """
    officer = await house.official("Cô Hoa", "head")
    lan, minh = house.resident("Lan"), house.resident("Minh")
    await minh.says("/start")
    await lan.says("/thongbao")
    await lan.taps("Nhận thông báo")
    await announce(officer)
    await feed_on(house)
    lan.sees(BODY)
    minh.sees_not(BODY)
    await feed_on(house)
    officer.sees("Đã gửi 1")
    await lan.taps("Thôi nhận tin")
    await announce(officer)
    await feed_on(house)
    golden(house, "announcement.vi")
    assert sum(BODY in seen.text for seen in lan.screen) == 1


async def test_preview_shows_the_number_before_anything_is_sent(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    people = await subscribers(house, 3)
    await officer.says("/announce")
    await officer.says(BODY)
    officer.sees("gửi tới 3 người", BODY)
    await feed_on(house)
    people[0].sees_not(BODY)


async def test_a_stop_works_at_once_also_for_what_is_queued(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    people = await subscribers(house, 3)
    await announce(officer)
    await house.database.transact(lambda tx: feed(house.notifier(tx)))
    await people[0].presses("news:off")
    await house.deliver()
    people[0].sees_not(BODY)
    people[1].sees(BODY)


async def test_officials_stop_takes_back_what_waits(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    people = await subscribers(house, 3)
    await announce(officer)
    await house.database.transact(lambda tx: feed(house.notifier(tx)))
    await officer.taps("Dừng gửi")
    for _round in range(3):
        await feed_on(house)
    officer.sees("Đã dừng")
    assert sum(BODY in seen.text for one in people for seen in one.screen) == 0


async def test_nobody_is_skipped_or_told_twice_when_it_dies_between_batches(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "BATCH", 4)
    officer = await house.official("Cô Hoa", "head")
    people = await subscribers(house, 11)
    await announce(officer)
    for attempt in range(12):

        def work(tx: Transaction, *, dies: bool = attempt % 2 == 0) -> None:
            feed(house.notifier(tx))
            if dies:
                raise ConnectionError

        try:
            await house.database.transact(work)
        except ConnectionError:
            continue
        await house.deliver()
    await feed_on(house)
    assert [sum(BODY in seen.text for seen in one.screen) for one in people] == [1] * 11
    rows = await house.rows("SELECT state FROM broadcast")
    assert [row.state for row in rows] == ["done"]


async def test_at_night_it_waits_for_the_morning(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    (lan,) = await subscribers(house, 1)
    house.passes(hours=13)
    await announce(officer)
    await feed_on(house)
    lan.sees_not(BODY)
    house.passes(hours=9)
    await house.deliver()
    lan.sees(BODY)


async def test_a_shared_phone_shows_an_announcement_only_when_it_is_opened(house: House) -> None:
    officer = await house.official("Cô Hoa", "head")
    (lan,) = await subscribers(house, 1)
    await house.run("UPDATE person SET discreet = true")
    await announce(officer)
    await feed_on(house)
    lan.sees("tin mới")
    lan.sees_not("tiêm phòng")
    await lan.taps("Xem")
    lan.sees("tiêm phòng")
    await lan.presses("announced:77")
    lan.sees("không còn")


async def test_the_official_hears_first_whom_zalo_does_not_let_it_reach(house: House) -> None:
    object.__setattr__(
        house.commune,
        "quotas",
        {"zalo_oa": QuotaRules(free_for=timedelta(hours=48), open_for=WEEK)},
    )
    officer = await house.official("Cô Hoa", "head")
    await subscribers(house, 2)
    sau, bay = (house.resident(name, channel="zalo_oa") for name in ("Sáu", "Bảy"))
    for person in (sau, bay):
        await person.says("/thongbao")
        await person.taps("Nhận thông báo")
    house.passes(days=3)
    await bay.says("xin chào")
    await officer.says("/announce")
    await officer.says(BODY)
    officer.sees("gửi tới 4 người", "1 người trong đó đã hai ngày không nhắn")
