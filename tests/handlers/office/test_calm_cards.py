"""On a channel without edits, a change of a card is one line, and not for one's own act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from actions.cases.messages import receipts
from tests.handlers.offices import filed, speak

if TYPE_CHECKING:
    from tests.house import House


@pytest.mark.parametrize("channel", ["zalo_bot", "zalo_oa"])
async def test_a_case_from_taking_to_reopening(house: House, channel: str) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te", channel=channel)
    ba = await house.official("Anh Ba", "officer", "kinh-te", channel=channel)
    lan = house.resident("Lan")
    code = await filed(lan)
    before = len(ba.screen)
    await hai.taps("Nhận việc")
    (own,) = hai.new_texts()
    assert "là việc của anh/chị" in own
    await hai.taps("Trả lời")
    await hai.says("Đã cử đội duy tu")
    await hai.taps("Gửi cho bà con")
    (own,) = hai.new_texts()
    assert "Đã gửi" in own
    await speak(house, receipts.update)
    assert hai.last.text.startswith(f"{code}: đã đến")
    lines = [seen.text for seen in ba.screen[before:]]
    assert len(lines) == 2
    assert "Đang giải quyết" in lines[0]
    assert "Đã trả lời" in lines[1]
    assert not any("\n" in line for line in lines)
    # The answer can still be taken back, by the number above or the button.
    await hai.taps("Thu hồi")
    hai.sees("Thu hồi tin đã gửi", code)
    await hai.says("/huy")
    await lan.taps("Chưa xong")
    await lan.says("đường vẫn lầy")
    assert any("Đã mở lại" in text for text in (seen.text for seen in hai.screen))
    assert "đường vẫn lầy" in hai.last.text
    await hai.taps("Trả lời")
    hai.sees("Viết câu trả lời")


async def test_where_it_can_change_it_changes(house: House) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te", channel="telegram")
    lan = house.resident("Lan")
    await filed(lan)
    card = hai.last
    await hai.taps("Nhận việc")
    assert "Chị Hai đang xử lý" in card.text
    assert "đường ấp 4" in card.text
