"""New words of a resident are read as the first ones were, before anybody else sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handlers.offices import ROAD, filed_code
from tests.handlers.reports import send

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from domain.messages.message import Incoming
    from tests.house import House, Speaker

    Way = Callable[[Speaker, str, Incoming, str], Awaitable[None]]

RUDE = "cán bộ địa chính ở xã hách dịch với dân"
FIRE = "đang cháy nhà, có người trong đó"


async def files(lan: Speaker) -> tuple[str, Incoming]:
    """Report the road; returns the case's code and the message with the words."""
    said = await lan.says(ROAD)
    await send(lan)
    return filed_code(lan), said


async def adds(lan: Speaker, code: str, _said: Incoming, words: str) -> None:
    await lan.presses(f"add:{code.replace('-', '')}")
    await lan.says(words)


async def edits(lan: Speaker, _code: str, said: Incoming, words: str) -> None:
    await lan.edits(said, words)


WAYS = [adds, edits]


@pytest.mark.parametrize("way", WAYS)
async def test_new_words_on_conduct_go_to_the_heads_alone(house: House, way: Way) -> None:
    head = await house.official("Chị Hạnh", "head")
    officer = await house.official("Anh Ba", "officer", "kinh-te")
    lan = house.resident("Lan")
    code, said = await files(lan)
    await way(lan, code, said, RUDE)
    assert (await house.case(code)).head_only
    head.sees("hách dịch")
    officer.sees_not("hách dịch")
    await officer.says(f"/xem {code}")
    officer.sees_not("hách dịch")


@pytest.mark.parametrize("way", WAYS)
async def test_new_words_that_may_mean_every_head_go_to_nobody(house: House, way: Way) -> None:
    head = await house.official("Nguyễn Văn Sáu", "head")
    officer = await house.official("Anh Ba", "officer", "kinh-te")
    lan = house.resident("Lan")
    code, said = await files(lan)
    await way(lan, code, said, "ông Sáu cán bộ xã hách dịch với dân")
    lan.sees("chưa gửi")
    for one in (head, officer):
        one.sees_not("hách dịch")
        await one.says(f"/xem {code}")
        one.sees_not("hách dịch")


@pytest.mark.parametrize("way", WAYS)
async def test_a_new_danger_is_urgent_at_night_too(house: House, way: Way) -> None:
    officer = await house.official("Anh Ba", "officer", "kinh-te")
    lan = house.resident("Lan")
    code, said = await files(lan)
    house.passes(hours=14)
    await way(lan, code, said, FIRE)
    assert (await house.case(code)).urgent
    lan.sees("114")
    officer.sees("cháy nhà")
