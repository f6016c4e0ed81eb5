"""The tools of the office: lists, digest, reminders, statistics, failures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from actions.cases.state import end_answered
from actions.reports.digest import morning
from actions.reports.figures import WeekCount
from actions.reports.reminders import remind
from bot.tasks.chart import draw
from tests.handlers.offices import ROAD, answers, audited, fail_reply, filed, receipts, speak
from tests.house import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.golden import Golden
    from tests.house import House, Speaker


@pytest.fixture
async def hai(house: House) -> Speaker:
    return await house.official("Chị Hai", "officer", "kinh-te")


@pytest.fixture
async def head(house: House) -> Speaker:
    return await house.official("Chủ tịch", "head")


async def several(house: House, count: int) -> list[str]:
    return [await filed(house.resident(f"Người {n}"), f"{ROAD} lần {n}") for n in range(count)]


async def test_the_inbox_is_paged_and_opened_by_number(house: House, hai: Speaker) -> None:
    codes = await several(house, 10)
    await hai.says("/viec")
    hai.sees("10 hồ sơ", "trang 1/2", codes[0], codes[7])
    await hai.taps("Trang sau")
    hai.sees("trang 2/2", codes[8], codes[9])
    await hai.says("2")
    hai.sees(codes[9], "lần 9")
    await hai.says("/hopthu")
    hai.sees("10 hồ sơ")


async def test_mine_the_units_and_overdue(house: House, hai: Speaker) -> None:
    first, second = await several(house, 2)
    await hai.says("/viec")
    await hai.taps(f"1. {first}")
    await hai.taps("Nhận việc")
    await hai.says("/viec")
    hai.sees("Của tôi", first)
    assert second not in hai.last.text
    house.passes(days=40)
    await hai.taps("Quá hạn")
    hai.sees("2 hồ sơ", "quá hạn", second)


async def test_the_head_sees_every_unit_and_officers_their_own(
    house: House, hai: Speaker, head: Speaker
) -> None:
    tu = await house.official("Anh Tư", "officer", "van-hoa")
    code = await filed(house.resident("Lan"))
    await head.says("/viec")
    head.sees(code)
    await tu.says("/viec")
    tu.sees_not(code)
    await tu.says(f"/xem {code}")
    tu.sees("Không có hồ sơ")


async def test_the_digest_comes_once_on_working_days(
    house: House, hai: Speaker, head: Speaker, golden: Golden
) -> None:
    """The head gets a summary in the morning.

    One case is late and one is due today. The head reads this at 7:30 and reminds the officer.
    """
    late, due = await several(house, 2)
    await house.run(
        "UPDATE submission SET due_at = '2026-11-13T16:59:59.000000+00:00' WHERE id = 1"
    )
    await house.run(
        "UPDATE submission SET due_at = '2026-11-16T16:59:59.000000+00:00' WHERE id = 2"
    )
    house.story.clear()
    house.now = MONDAY.replace(hour=23)
    house.passes(days=-1)  # six in the morning on Monday
    await speak(house, morning)
    head.sees_not("việc đang chờ")
    house.passes(hours=1.5)
    await speak(house, morning)
    await speak(house, morning)
    digests = [seen for seen in head.screen if "việc đang chờ" in seen.text]
    assert len(digests) == 1
    assert late in digests[0].text
    assert due in digests[0].text
    assert "Chưa ai nhận: 2" in digests[0].text
    hai.sees_not("việc đang chờ")
    await head.taps("Nhắc: Quá hạn")
    hai.sees("Chủ tịch nhắc", late)
    assert due not in hai.last.text
    assert await audited(house) == ["reminded"]
    golden(house, "digest.vi")
    house.now = MONDAY.replace(day=21)  # a Saturday
    await speak(house, morning)
    assert len([seen for seen in head.screen if "việc đang chờ" in seen.text]) == 1


async def test_a_digest_missed_at_its_hour_comes_later(house: House, head: Speaker) -> None:
    house.now = MONDAY.replace(hour=7)  # two in the afternoon
    await speak(house, morning)
    head.sees("Không có hồ sơ quá hạn")


async def test_reminders_before_and_after_the_due_day(
    house: House, hai: Speaker, head: Speaker
) -> None:
    code = await filed(house.resident("Lan"))
    await house.run("UPDATE submission SET due_at = '2026-11-19T16:59:59.000000+00:00'")
    house.now = MONDAY.replace(day=12)
    await speak(house, remind)
    hai.sees_not("Sắp đến hạn")
    house.now = MONDAY
    for _again in range(3):
        await speak(house, remind)
    assert sum("Sắp đến hạn" in seen.text for seen in hai.screen) == 1
    for day in (17, 18, 18, 19):
        house.now = MONDAY.replace(day=day)
        await speak(house, remind)
    assert sum("Sắp đến hạn" in seen.text for seen in hai.screen) == 3
    head.sees_not(code)
    house.now = MONDAY.replace(day=20)
    await speak(house, remind)
    await speak(house, remind)
    assert sum("quá hạn" in seen.text for seen in hai.screen) == 1
    head.sees("Quá hạn", code)


async def test_figures_and_a_picture(house: House, hai: Speaker, head: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await several(house, 2)
    house.passes(days=2)
    await answers(hai, code, "Đã sửa xong đường cho bà con")
    await lan.taps("Xong")
    await lan.taps("5")
    house.passes(minutes=1)
    await head.says("/thongke")
    head.sees("Đã nhận: 3", "Đã trả lời: 1", "Đang chờ: 2", "2 ngày", "1 lượt chấm")
    (task,) = await house.rows("SELECT payload FROM task WHERE kind = 'chart'")
    assert '"unit":""' in task.payload
    await hai.says("/thongke")
    hai.sees("Phòng Kinh tế", "Đã nhận: 3")


def test_the_picture_is_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "chart.png"
    draw([WeekCount(date(2026, 11, 16), 3, 1), WeekCount(date(2026, 11, 23), 0, 0)], path)
    assert path.read_bytes().startswith(b"\x89PNG")


async def test_what_failed_is_shown_and_sent_again(house: House, hai: Speaker) -> None:
    admin = await house.official("Chị Quản", "admin")
    lan = house.resident("Lan")
    code = await filed(lan)
    await admin.says("/thuloi")
    admin.sees("Không có lỗi")
    await hai.says(f"/traloi {code} Đã sửa xong đường cho bà con")
    house.passes(hours=14)  # at night, so that it waits
    await hai.taps("Gửi cho bà con")
    await fail_reply(house, code)
    await receipts(house)
    assert "không gửi được" in hai.last.text
    await admin.says("/thuloi")
    letter = admin.sees(code, "chat not found")
    assert "sửa xong" not in letter.text
    await admin.taps("Gửi lại")
    admin.sees("1 tin")
    lan.sees("sửa xong đường")
    await receipts(house)
    assert "đã đến" in hai.last.text
    assert await audited(house) == ["reply", "sent again"]


async def test_a_message_that_could_not_be_handled_runs_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await house.official("Chị Quản", "admin")
    lan = house.resident("Lan")
    house.fails = False

    def broken(*_given: object, **_more: object) -> None:
        raise LookupError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr("handlers.resident.report.begin", broken)
        await lan.says(ROAD)
    lan.sees("Xin lỗi")
    await admin.says("/thuloi")
    failed = admin.sees("LookupError")
    assert "lầy lội" not in failed.text
    await admin.taps("Xử lý lại")
    await house.run_deferred()
    await house.deliver()
    lan.sees("lầy lội")
    await admin.says("/thuloi")
    admin.sees("Không có lỗi")


async def test_an_answered_case_ends_by_itself(house: House, hai: Speaker) -> None:
    lan = house.resident("Lan")
    code = await filed(lan)
    await answers(hai, code, "Đã sửa xong đường cho bà con")
    house.passes(days=6)
    await speak(house, end_answered)
    assert (await house.case(code)).state == "answered"
    house.passes(days=2)
    await speak(house, end_answered)
    assert (await house.case(code)).state == "closed"
    await lan.taps("Chưa xong")
    await lan.says("còn một đoạn chưa làm")
    hai.sees(code, "còn một đoạn chưa làm")
