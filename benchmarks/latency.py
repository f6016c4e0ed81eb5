"""Measures the latency of replies at a steady rate: percentiles in milliseconds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.harness import call_control, load_server, start_program, until_ready
from benchmarks.load.server import SILENCE
from benchmarks.programs import PROGRAMS

SHARES = (0.5, 0.8)
"""The measured rates, as shares of the highest rate of one process."""
KNOWN = 1000
"""The number of residents. All have been greeted before counting begins."""
WARM_UP = 4.0


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the longest of times in seconds, in milliseconds."""
    cuts = dict(enumerate(quantiles(seconds, n=100, method="inclusive"), 1))
    found = {"p50": cuts[50], "p95": cuts[95], "p99": cuts[99], "most": max(seconds)}
    return {name: round(one * 1000, 1) for name, one in found.items()}


def latency(ceiling: float, seconds: float) -> dict[str, Any]:
    """Return the latencies at `SHARES` of the `ceiling` (updates per second)."""
    ours = PROGRAMS[0]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with load_server(SILENCE, folder, KNOWN) as url, start_program(ours, url, folder):
            until_ready(folder / "bot.log")
            paced(url, KNOWN / WARM_UP, WARM_UP)
            for share in SHARES:
                found[f"{share:.0%} of the ceiling"] = paced(url, ceiling * share, seconds)
    return found


def paced(url: str, per_second: float, seconds: float) -> dict[str, Any]:
    """Return the latencies at a steady rate for some seconds."""
    answer = call_control(url, f"paced?per_second={per_second}&seconds={seconds}", seconds)
    return {
        "per_second": round(per_second, 1),
        "asked": answer["asked"],
        "unanswered": answer["asked"] - len(answer["latencies"]),
        **percentiles(answer["latencies"]),
    }
