"""Runs all programs once in each round, and compares their medians.

The order moves on by one in each round, so that noise of the machine affects all alike.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median
from typing import Any

from benchmarks.harness import run
from benchmarks.programs import PROGRAMS, RATIOS, SQLITE


def rounds(number: int, seconds: float, only: str = "") -> dict[str, Any]:
    """Run the programs whose name contains `only`. Return medians, ratios and all runs."""
    programs = [one for one in PROGRAMS if only in one.name]
    runs: list[dict[str, Any]] = []
    for place in range(number):
        shift = place % max(len(programs), 1)
        for program in (*programs[shift:], *programs[:shift]):
            runs.append({"round": place, **run(program, seconds)})
            print(line(runs[-1]), flush=True)
        if only in SQLITE:
            runs.append({"round": place, **raw_sqlite(seconds)})
            print(line(runs[-1]), flush=True)
    medians = medians_of(runs, "per_second")
    by_processor = medians_of(runs, "per_processor_second")
    return {
        "medians": medians,
        "ratios": ratios_of(medians),
        "ratios_by_processor": ratios_of(by_processor),
        "runs": runs,
    }


def raw_sqlite(seconds: float) -> dict[str, Any]:
    """Measure the physical limit, in a separate process."""
    command = [sys.executable, "-m", "benchmarks.statements", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return {"program": SQLITE, "per_second": found["updates"] / found["seconds"], **found}


def medians_of(runs: list[dict[str, Any]], figure: str) -> dict[str, float]:
    """Return program → the median of a figure, for the programs that have it."""
    names = dict.fromkeys(one["program"] for one in runs if figure in one)
    return {
        name: round(median(one[figure] for one in runs if one["program"] == name), 1)
        for name in names
    }


def ratios_of(medians: dict[str, float]) -> dict[str, float]:
    """Return the `RATIOS` of which both programs were run."""
    return {
        name: round(medians[ours] / medians[theirs], 3)
        for name, (ours, theirs) in RATIOS.items()
        if ours in medians and theirs in medians
    }


def line(found: dict[str, Any]) -> str:
    """Return one run as a readable line."""
    busy = "".join(
        f"  {name} {found[key]:4.0%}"
        for name, key in (("bot", "bot_busy"), ("server", "server_busy"))
        if key in found
    )
    return f"{found['round'] + 1}  {found['program']:38} {found['per_second']:10,.0f}/s{busy}"
