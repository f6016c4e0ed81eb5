"""Residents read their own cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.handlers.offices import filed_code
from tests.handlers.reports import NO_WATER, send

if TYPE_CHECKING:
    from tests.house import House


async def test_a_place_may_hold_any_sign(house: House) -> None:
    """Messengers read our messages as HTML, and refuse what they cannot read."""
    lan = house.resident("Lan")
    await lan.says(NO_WATER["vi"])
    await lan.says("ấp 4, giữa cầu < 3 tấn & chợ")
    await send(lan)
    await lan.says(f"/tracuu {filed_code(lan)}")
    shown = lan.sees("giữa cầu < 3 tấn & chợ").row.message
    assert shown is not None
    assert "giữa cầu &lt; 3 tấn &amp; chợ" in shown.text
