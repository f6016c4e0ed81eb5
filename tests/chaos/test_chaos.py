"""A short run with a fixed seed on all channels: one process on SQLite, four on PostgreSQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.chaos.plan import Plan
from tests.chaos.run import Run
from tests.e2e.province import Province
from tests.e2e.town import Town

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.oracle import Verdict

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]


CHANNELS = ("telegram", "zalo_bot", "zalo_oa")
SOON = (1, 2, 4, 8, 16)
"""Seconds of retries of an Official Account's events, for a short run."""


def clean(town: Town, run: Run, verdict: Verdict) -> None:
    """Assert that no bound is broken, all channels were used, and no log has people's words."""
    assert verdict.broken == []
    assert ", lost 0, doubled cases 0, " in verdict.last_line
    assert [one.updates > 20 for one in verdict.each.values()] == [True] * len(verdict.each)
    assert run.cases > 10
    logs = [one for one in town.folder.glob("*.log") if one.name != "sandbox.log"]
    summary = "".join(one.read_text() for one in logs)
    assert '"ready"' in summary
    secrets = {
        value for name, value in town.environment.items() if re.search("TOKEN|SECRET", name)
    }
    assert len(run.words) > 10
    assert [one for one in (*run.words, *secrets, "Người ", "Chị Hai") if one in summary] == []


async def test_one_process(tmp_path: Path) -> None:
    town = Town(tmp_path)
    run = Run(
        town,
        Plan(seed=7, kills=3, updates=300, residents=100, channels=CHANNELS, again_after=SOON),
    )
    async with town:
        verdict = await run.go()
    clean(town, run, verdict)
    assert verdict.last_line.startswith("kills 3, updates ")
    assert run.tried_again["zalo_oa"] > 0


async def test_two_intakes_and_two_that_may_deliver(tmp_path: Path, postgres: str) -> None:
    province = Province(tmp_path, postgres)
    run = Run(
        province,
        Plan(seed=8, kills=2, updates=150, residents=60, channels=CHANNELS, again_after=SOON),
    )
    async with province:
        verdict = await run.go()
    clean(province, run, verdict)


async def test_a_bot_that_polls(tmp_path: Path) -> None:
    """Telegram alone: a fetch confirms the updates of the previous one."""
    town = Town(tmp_path)
    run = Run(town, Plan(seed=9, kills=1, updates=100, residents=50))
    async with town:
        verdict = await run.go()
    clean(town, run, verdict)
