"""A month on an Official Account: nothing refused, nothing paid by accident, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.month import Figures, simulate

if TYPE_CHECKING:
    from tests.plugins.measured import Measured


@pytest.mark.parametrize(
    ("residents", "paid", "templates"), [(250, 0, 0), (100, 12, 0), (100, 0, 15)]
)
async def test_a_month(measured: Measured, residents: int, paid: int, templates: int) -> None:
    """Two thousand take a minute: `python -m tests.bot.month`, figures in docs/zalo-oa.md."""
    month: Figures = await simulate(residents, days=29, paid=paid, templates=templates)
    measured(f"a month on an Official Account, {residents} residents: {month}")
    assert month.refused == 0
    assert month.paid == month.counted_paid == paid
    assert month.free == month.counted_free > residents
    assert month.templates == month.counted_templates == templates
    assert month.templates_wasted == 0
    assert month.told_twice == month.lost == 0
    assert month.notices == month.told + month.behind + month.held + month.later
    assert month.held_of_cases == month.on_the_list > 0
    assert month.told > 0 < month.announced
    assert month.announced_not > 0
