"""Nothing that one person sends grows without end, and nothing is dropped without a word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.chat.rate_limit import MOST_HELD
from handlers.forms.draft_words import MOST_LETTERS
from tests.handlers.reports import send

if TYPE_CHECKING:
    from tests.house import House

LONG = "nước dưới kinh đen thui hôi quá chịu không nổi luôn " * 20


async def draft_of(house: House) -> str:
    (row,) = await house.rows("SELECT draft FROM conversation")
    return str(row.draft)


async def test_a_draft_is_bounded_and_says_so(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("cầu bắc qua kinh gãy lan can")
    for number in range(40):
        house.passes(seconds=20)
        await lan.says(f"{number} {LONG}")
    assert len(await draft_of(house)) < 2 * MOST_LETTERS
    lan.sees("chưa", "Bà con gửi phần này trước")
    before = await draft_of(house)
    house.passes(seconds=20)
    await lan.says(LONG)
    assert await draft_of(house) == before


async def test_an_edit_does_not_outgrow_the_draft(house: House) -> None:
    lan = house.resident("Lan")
    said = await lan.says("cầu bắc qua kinh gãy lan can")
    await lan.edits(said, "x" * (MOST_LETTERS + 1))
    lan.sees("Bà con gửi phần này trước")
    assert "gãy lan can" in await draft_of(house)


async def test_what_was_kept_is_sent(house: House) -> None:
    lan = house.resident("Lan")
    await lan.says("cầu bắc qua kinh ở ấp 4 gãy lan can")
    for number in range(20):
        house.passes(seconds=20)
        await lan.says(f"{number} {LONG}")
    await send(lan)
    (case,) = await house.cases()
    words = await house.words_of(case)
    assert "gãy lan can" in words
    assert len(words) <= MOST_LETTERS


async def test_held_messages_are_bounded_and_it_is_told_before_one_is_lost(house: House) -> None:
    house.book = replace(house.book, flood_per_minute=3)
    lan = house.resident("Lan")
    for number in range(MOST_HELD + 2):
        await lan.says(f"{number} cầu bắc qua kinh gãy lan can")
    lan.sees_not("không giữ thêm được")
    await lan.says("đèn đường hư")
    lan.sees("không giữ thêm được", str(MOST_HELD))
    for _again in range(9):
        await lan.says("cầu bắc qua kinh gãy lan can")
    (row,) = await house.rows("SELECT count(*) AS n FROM held_update")
    assert row.n == MOST_HELD
    assert sum("không giữ thêm được" in seen.text for seen in lan.screen) == 1
