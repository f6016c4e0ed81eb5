"""Expired data is erased; people are notified if it was their draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.messages.drafts import erase, remind
from actions.people.retention import forget
from tests.handlers.offices import speak
from tests.handlers.reports import report

if TYPE_CHECKING:
    from tests.golden import Golden
    from tests.house import House

WORDS = "đèn đường trước trường học bị tắt cả tuần nay"


async def texts(house: House) -> list[str]:
    return [row.body for row in await house.rows("SELECT body FROM personal_text")]


async def test_a_draft_is_erased_after_seven_days_and_its_author_told(
    house: House, golden: Golden
) -> None:
    """An unsent report is erased.

    Lan wrote a report seven days ago and did not send it. It is erased, and she starts again.
    """
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says(WORDS)
    house.passes(days=6, hours=23)
    await speak(house, erase)
    assert (await house.rows("SELECT form FROM conversation"))[0].form == "report"
    house.passes(hours=2)
    house.story.clear()
    for _again in range(2):
        await speak(house, erase)
    await lan.taps("Viết lại")
    golden(house, "draft_erased.vi")
    assert WORDS not in (await house.rows("SELECT draft FROM conversation"))[0].draft


async def test_one_reminder_of_a_draft_and_the_way_back(house: House, golden: Golden) -> None:
    """A reminder of an unsent report.

    Lan wrote a report yesterday and did not send it. She gets one reminder and continues.
    """
    lan = house.resident("Lan")
    await lan.says("/start")
    await lan.says(WORDS)
    house.passes(hours=19)
    await speak(house, remind)
    house.story.clear()
    house.passes(hours=3)
    for _again in range(2):
        await speak(house, remind)
    await lan.taps("Làm tiếp")
    golden(house, "draft_reminder.vi")
    assert WORDS in (await house.rows("SELECT draft FROM conversation"))[0].draft
    reminders = await house.rows("SELECT id FROM outbox WHERE origin = 'drafts'")
    assert len(reminders) == 1


async def test_at_night_the_reminder_waits(house: House) -> None:
    lan = house.resident("Lan")
    house.passes(hours=-6)
    await lan.says("/start")
    await lan.says(WORDS)
    house.passes(hours=20, minutes=1)
    await speak(house, remind)
    lan.sees_not("chưa gửi; ")
    house.passes(hours=8)
    await house.deliver()
    assert any("Bà con còn tin viết dở" in seen.text for seen in lan.screen)


async def test_the_chat_is_forgotten_after_its_days(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("/start")
    house.passes(days=364)
    await speak(house, forget)
    assert "/start" in await texts(house)
    house.passes(days=2)
    await lan.says("/language vi")
    await speak(house, forget)
    left = await texts(house)
    assert "/start" not in left
    assert "/language vi" in left
    assert len(await house.rows("SELECT * FROM seen_update")) == 1


async def test_a_case_keeps_its_words_until_its_years_are_over(house: House) -> None:
    lan = house.resident("Lan")
    await report(lan, f"{WORDS} ở ấp 4")
    await house.run("UPDATE submission SET closed_at = received_at")
    house.passes(days=365 * 4)
    await speak(house, forget)
    assert f"{WORDS} ở ấp 4" in await texts(house)
    house.passes(days=800)
    await speak(house, forget)
    assert await texts(house) == []
    (case,) = await house.cases()
    assert case.person_id is None
