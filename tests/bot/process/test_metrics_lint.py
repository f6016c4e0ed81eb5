"""Prometheus' own checker finds nothing in /metrics (Debian's package `prometheus` has it)."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.process.metrics import Metrics
from bot.process.readiness import Readiness
from tests.bot.service import StandingClock

if TYPE_CHECKING:
    from storage.engine.database import Database

PROMTOOL = shutil.which("promtool")


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")
async def test_promtool_finds_nothing(database: Database) -> None:
    clock = StandingClock()
    text = await Metrics(database, clock, Readiness(database, clock, [])).text()
    process = await asyncio.create_subprocess_exec(
        str(PROMTOOL),
        "check",
        "metrics",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _none = await process.communicate(text)
    assert (process.returncode, said) == (0, b"")
