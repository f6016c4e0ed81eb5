"""Which unit a matter goes to: by its words, else the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.reading.phrases import Phrases, spoken

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
"""Everyday words that hold a matter's syllable and mean something else: "yêu cầu" is no bridge."""


def unit_for(text: str, organisation: Organisation) -> str:
    """The id of the unit whose matters the words name most often; the default one in doubt."""
    said = _OTHER_WORDS.blanked(spoken(text))
    scores = {unit.id: len(unit.phrases.found(said)) for unit in organisation.units}
    best = max(scores.values())
    winners = [unit_id for unit_id, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else organisation.default_unit
