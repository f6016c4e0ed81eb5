"""How long a resident waits for a reply, at a steady pace of others: percentiles in milliseconds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.contenders import CONTENDERS
from benchmarks.load.server import SILENCE
from benchmarks.runs import asked, load_server, started, until_ready

SHARES = (0.5, 0.8)
"""Of what one process reaches at most."""
KNOWN = 1000
"""Residents; each has been greeted when counting begins."""
WARM_UP = 4.0


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50, p95, p99 and the longest, in milliseconds."""
    cuts = quantiles(seconds, n=100, method="inclusive")
    found = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(seconds)}
    return {name: round(one * 1000, 1) for name, one in found.items()}


def latency(ceiling: float, seconds: float) -> dict[str, Any]:
    """From update to reply at `SHARES` of the `ceiling` (updates a second)."""
    ours = CONTENDERS[0]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with load_server(SILENCE, folder, KNOWN) as url, started(ours, url, folder):
            until_ready(folder / "bot.log")
            paced(url, KNOWN / WARM_UP, WARM_UP)
            for share in SHARES:
                found[f"{share:.0%} of the ceiling"] = paced(url, ceiling * share, seconds)
    return found


def paced(url: str, per_second: float, seconds: float) -> dict[str, Any]:
    """What those waited who spoke in a while."""
    answer = asked(url, f"paced?per_second={per_second}&seconds={seconds}", seconds)
    return {
        "per_second": round(per_second, 1),
        "asked": answer["asked"],
        "unanswered": answer["asked"] - len(answer["latencies"]),
        **percentiles(answer["latencies"]),
    }
