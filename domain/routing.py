"""Which unit a matter goes to: by its words, else the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.fold import fold

if TYPE_CHECKING:
    from domain.organisation import Organisation


def unit_for(text: str, organisation: Organisation) -> str:
    """The id of the unit whose matters the words name most often; the default one in doubt."""
    said = f" {fold(text)} "
    scores = {
        unit.id: sum(f" {fold(matter)} " in said for matter in unit.matters)
        for unit in organisation.units
    }
    best = max(scores.values())
    winners = [unit_id for unit_id, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else organisation.default_unit
