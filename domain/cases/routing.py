"""Chooses the unit that gets a new case, by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.reading.phrases import Phrases, prepared

if TYPE_CHECKING:
    from domain.organisation import Organisation

_OTHER_WORDS = Phrases(
    """
    yêu/nhu cầu
    cầu mong/xin
    trường hợp
    môi/thị/lập/quan trường
    hiệu trưởng
    trưởng ấp/phòng/ban/công
    điện thoại
    đường dây
    nhà/đất nước
    nước ngoài
    học hỏi
    số nhà
    """
)
"""Everyday phrases that contain a word of a matter but mean something else.

For example "cầu" is a bridge, but "yêu cầu" is a request.
"""


def unit_for(text: str, organisation: Organisation) -> str:
    """Return the id of the unit with the most matches; without a clear one, the default unit."""
    searched = _OTHER_WORDS.blanked(prepared(text))
    scores = {unit.id: len(unit.phrases.found(searched)) for unit in organisation.units}
    best = max(scores.values())
    winners = [unit_id for unit_id, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else organisation.default_unit
