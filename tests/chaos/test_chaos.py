"""A short chaos with a fixed seed: one process on SQLite, two and two on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chaos.plan import Plan
from tests.chaos.run import Run
from tests.e2e.province import Province
from tests.e2e.town import Town

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]


async def test_one_process(tmp_path: Path) -> None:
    town = Town(tmp_path)
    run = Run(town, Plan(seed=7, kills=3, updates=300, residents=100))
    async with town:
        verdict = await run.go()
    assert verdict.broken == []
    assert verdict.last_line.startswith("kills 3, updates ")
    assert ", lost 0, doubled cases 0, " in verdict.last_line
    assert run.cases > 30


async def test_two_intakes_and_two_that_may_deliver(tmp_path: Path, postgres: str) -> None:
    province = Province(tmp_path, postgres)
    run = Run(province, Plan(seed=8, kills=2, updates=150, residents=60))
    async with province:
        verdict = await run.go()
    assert verdict.broken == []
    assert ", lost 0, doubled cases 0, " in verdict.last_line
    assert run.cases > 10
