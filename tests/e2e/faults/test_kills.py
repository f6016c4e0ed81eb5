"""kill -9 at the worst moments: nothing is lost or filed twice, and doubles are bounded."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from tests.e2e.stories.test_story import enrolled, filed

if TYPE_CHECKING:
    from tests.e2e.town import Town

MANY = 200


async def test_killed_in_the_middle_of_a_form(town: Town) -> None:
    """The form goes on at the same step, with all answers."""
    lan = town.phone("Lan", 501)
    await lan.says("mất nước sinh hoạt đã ba ngày")
    await lan.sees("ấp")
    await town.kill_bot()
    await lan.says("Ấp 4")
    await town.bot.start()
    await lan.sees("mất nước sinh hoạt đã ba ngày", "Ấp 4")
    await lan.taps("Đồng ý và gửi")
    await lan.sees("K")
    assert town.rows("SELECT count(*) FROM submission") == [(1,)]
    assert town.rows("SELECT hamlet_id FROM submission") == [("ap-4",)]


async def test_killed_between_commit_and_send(town: Town) -> None:
    """The reply is a row of the outbox, so it is sent once after the restart."""
    official = await enrolled(town)
    lan = town.phone("Lan", 501)
    code = await filed(lan)
    card = await official.sees(code)
    await official.says("Mai có người xuống xem", reply_to=card["message_id"])
    await official.sees("Mai có người xuống xem")
    await town.fault("sendMessage", times=-1, delay=30)
    await official.taps("Gửi cho bà con")
    await town.until(
        lambda: town.rows("SELECT 1 FROM submission_event WHERE act = 'reply' AND outbox_id > 0")
    )
    await town.kill_bot()
    await town.control("reset_faults", {})
    await town.bot.start()
    await lan.sees("Mai có người xuống xem", code)
    await asyncio.sleep(1.5)
    assert await lan.times_seen("Mai có người xuống xem") == 1


async def test_killed_while_200_updates_wait(town: Town) -> None:
    """All 200 residents are answered. Only messages without a sent mark may be doubled."""
    people = [town.phone(f"Người {n}", 10_000 + n) for n in range(MANY)]
    await asyncio.gather(*(one.says("đường ấp 4 lầy lội quá bà con ơi") for one in people[:100]))
    await town.kill_bot()
    await asyncio.gather(*(one.says("đường ấp 4 lầy lội quá bà con ơi") for one in people[100:]))
    await town.bot.start()
    await asyncio.sleep(0.4)
    await town.kill_bot()
    await town.bot.start()
    for one in people:
        await one.sees("Đồng ý và gửi")
    await asyncio.gather(*(one.taps("Đồng ý và gửi") for one in people))
    await asyncio.sleep(0.3)
    await town.kill_bot()
    await town.bot.start()
    for one in people:
        await one.sees("Mã hồ sơ là K")
    assert town.rows("SELECT count(*) FROM submission") == [(MANY,)]
    assert town.rows("SELECT count(DISTINCT person_id) FROM submission") == [(MANY,)]
    doubled = Counter()  # type: Counter[int]
    for one in people:
        seen = Counter(
            message["text"] for message in await one.screen() if message["from"] == "bot"
        )
        doubled[one.chat] = sum(count - 1 for count in seen.values())
    assert max(doubled.values()) <= 3  # one a chat a kill, three kills
    assert sum(doubled.values()) <= 3 * 32  # what may be under way at a kill


async def test_a_redelivered_update_files_nothing_twice(town: Town) -> None:
    lan = town.phone("Lan", 501)
    await filed(lan)
    for update_id in range(1, 3):
        for _ in range(3):
            await town.control("redeliver", {"update_id": update_id})
    await lan.says("/hoso")
    await lan.sees("K")
    assert town.rows("SELECT count(*) FROM submission") == [(1,)]
