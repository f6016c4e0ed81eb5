"""Where a denunciation is brought or sent: outside the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


def ways(turn: Turn) -> str:
    """The desks of the commune and the province, as finished text."""
    desk, province = turn.organisation.desk, turn.organisation.province_desk
    return turn.text(
        _(
            "In person or by post, sealed, with your signature:\n"
            "• {name}, {address}. {hours}. {phone}\n"
            "• {province}, {province_address}. {province_hours}. {province_phone}\n"
            "The law keeps your name and address secret."
        ),
        name=desk.name,
        address=desk.address,
        hours=desk.hours,
        phone=desk.phone,
        province=province.name,
        province_address=province.address,
        province_hours=province.hours,
        province_phone=province.phone,
    )
