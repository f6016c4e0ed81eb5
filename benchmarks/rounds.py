"""All contenders in turns: each round runs every one once, in an order that moves on by one, so
that noise of the machine hits all alike; medians are compared."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median
from typing import Any

from benchmarks.contenders import CONTENDERS, RATIOS, SQLITE
from benchmarks.runs import run


def rounds(number: int, seconds: float, only: str = "") -> dict[str, Any]:
    """Run those whose name holds `only`; medians, ratios and every run."""
    contenders = [one for one in CONTENDERS if only in one.name]
    runs: list[dict[str, Any]] = []
    for place in range(number):
        shift = place % max(len(contenders), 1)
        for contender in (*contenders[shift:], *contenders[:shift]):
            runs.append({"round": place, **run(contender, seconds)})
            print(line(runs[-1]), flush=True)
        if only in SQLITE:
            runs.append({"round": place, **raw_sqlite(seconds)})
            print(line(runs[-1]), flush=True)
    medians = medians_of(runs, "per_second")
    by_processor = medians_of(runs, "per_processor_second")
    return {
        "medians": medians, "ratios": ratios_of(medians),
        "ratios_by_processor": ratios_of(by_processor), "runs": runs,
    }  # fmt: skip


def raw_sqlite(seconds: float) -> dict[str, Any]:
    """The physical limit, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.statements", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return {"contender": SQLITE, "per_second": found["updates"] / found["seconds"], **found}


def medians_of(runs: list[dict[str, Any]], figure: str) -> dict[str, float]:
    """Contender → the median of its runs, of those that have the figure."""
    names = dict.fromkeys(one["contender"] for one in runs if figure in one)
    return {
        name: round(median(one[figure] for one in runs if one["contender"] == name), 1)
        for name in names
    }


def ratios_of(medians: dict[str, float]) -> dict[str, float]:
    """Those of `RATIOS` whose two sides were run."""
    return {
        name: round(medians[ours] / medians[theirs], 3)
        for name, (ours, theirs) in RATIOS.items()
        if ours in medians and theirs in medians
    }


def line(found: dict[str, Any]) -> str:
    """One run, for people."""
    busy = "".join(
        f"  {name} {found[key]:4.0%}"
        for name, key in (("bot", "bot_busy"), ("server", "server_busy"))
        if key in found
    )
    return f"{found['round'] + 1}  {found['contender']:38} {found['per_second']:10,.0f}/s{busy}"
