"""Messages to people who cannot be reached: officials see those of cases they may open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels.contract import NotAllowedNow, Refused, TryAgain, Unreachable
from domain.messages.quota import Cost, ParkReason, QuotaRules
from tests.handlers.offices import answers, filed, refused

if TYPE_CHECKING:
    from tests.house import House

pytestmark = pytest.mark.engines


async def test_they_are_listed_and_go_out_when_the_person_writes(house: House) -> None:
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    other = await house.official("Anh Ba", "officer", "van-hoa")
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.says("/chuaden")
    hai.sees("Không có")
    house.refuses[("telegram", lan.chat)] = Unreachable("blocked")
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    await hai.says("/chuaden")
    listed = hai.sees(code, "chặn")
    assert "duy tu" not in listed.text
    await hai.taps(f"Lời nhắn {code}")
    hai.sees("Đã cử đội duy tu")
    await other.says("/chuaden")
    other.sees("Không có")
    row = listed.choices[0].data
    await other.presses(row)
    other.sees_not("duy tu")
    house.refuses.clear()
    await lan.says("có ai không")
    lan.sees("Đã cử đội duy tu")
    await hai.says("/chuaden")
    hai.sees("Không có")


async def test_what_the_service_does_not_allow_waits_and_says_why(house: House) -> None:
    hai, lan, code = await refused(house, NotAllowedNow(ParkReason.QUOTA))
    await hai.says("/chuaden")
    hai.sees(code, "hết lượt")
    house.refuses.clear()
    await lan.says("có ai không")
    lan.sees("Đã cử đội duy tu")


async def test_what_was_told_by_telephone_goes_out_no_more(house: House) -> None:
    hai = await house.official("Chị Hai", "head")
    other = await house.official("Anh Ba", "officer", "van-hoa")
    lan = house.resident("Lan", channel="zalo_oa")
    code = await filed(lan)
    house.refuses[("zalo_oa", lan.chat)] = NotAllowedNow(ParkReason.WINDOW)
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    await hai.says("/chuaden")
    await hai.taps(f"Lời nhắn {code}")
    button = hai.sees("duy tu").choices[-1]
    await other.presses(button.data)
    assert await house.rows("SELECT id FROM outbox WHERE state = 'told'") == []
    await hai.taps("Tôi đã báo")
    hai.sees(code, "đã báo")
    await hai.says("/chuaden")
    hai.sees("Không có")
    assert await house.rows("SELECT id FROM audit WHERE act = 'told otherwise'")
    house.refuses.clear()
    await lan.says("có ai không")
    lan.sees_not("duy tu")
    await hai.says(f"/xem {code}")


async def test_who_was_asked_to_write_by_a_template_is_marked(house: House) -> None:
    most = {Cost.TEMPLATE: 5}
    rules = QuotaRules(
        free_for=timedelta(hours=48), open_for=timedelta(days=7), monthly_limits=most
    )
    object.__setattr__(house.commune, "quotas", {"zalo_oa": rules})
    hai, lan, code = await refused(house, NotAllowedNow(ParkReason.WINDOW), days=9)
    house.refuses.clear()
    await hai.says("/chuaden")
    hai.sees(code)
    hai.sees_not("tin mẫu")
    sent = await house.rows(
        "SELECT state, body FROM outbox JOIN personal_text ON personal_text.id = outbox.text_id"
        " WHERE operation = 'template'"
    )
    assert [tuple(row) for row in sent] == [("sent", code)]
    await hai.says("/chuaden")
    hai.sees(code, "tin mẫu")
    await lan.says("có ai không")
    lan.sees("Đã cử đội duy tu")
    await hai.says("/chuaden")
    hai.sees("Không có")


async def test_what_a_silent_service_does_not_take_is_listed_after_an_hour(house: House) -> None:
    away = TryAgain("the service is away", counts=False)
    hai, lan, code = await refused(house, away)
    await hai.says("/chuaden")
    hai.sees("Không có")
    house.passes(minutes=61)
    await hai.says("/chuaden")
    hai.sees(code, "chưa nhận tin")
    await hai.taps(f"Lời nhắn {code}")
    await hai.taps("Tôi đã báo")
    house.refuses.clear()
    await lan.says("có ai không")
    lan.sees_not("duy tu")


async def test_what_was_given_up_is_listed_and_said_to_go_out_no_more(house: House) -> None:
    hai, _lan, code = await refused(house, Refused("400: bad request"), channel="telegram")
    await hai.says("/chuaden")
    hai.sees(code, "không nhận tin này")
    await hai.taps(f"Lời nhắn {code}")
    await hai.taps("Tôi đã báo")
    await hai.says("/chuaden")
    hai.sees("Không có")
    assert await house.rows("SELECT id FROM outbox WHERE state = 'dead'") == []


async def test_what_is_tried_again_and_again_is_listed_too(house: House) -> None:
    """Each try moves the moment it is due: since when it waits is what counts."""
    hai, _lan, code = await refused(house, TryAgain("the service is ill"))
    for _ in range(8):
        house.passes(minutes=8)
        await house.deliver()
    await hai.says("/chuaden")
    hai.sees(code, "chưa nhận tin")
