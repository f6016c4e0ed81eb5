"""`python -m benchmarks [--rounds N] [--seconds S] [--quick] [--only NAME]`: everything, in turns.

Each round runs every contender once, in an order that moves on by one, so that noise of the
machine hits all alike; medians are compared. Writes `benchmarks/results/latest.json`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contenders import CONTENDERS, OURS, RATIOS, SQLITE
from benchmarks.machine import machine
from benchmarks.runs import run
from benchmarks.waiting import latency

RESULTS = Path(__file__).parent / "results" / "latest.json"
GOALS = {
    "turn_vs_aiogram_echo": 1.0,
    "turn_vs_ptb_echo": 4.0,
    "conversation_vs_aiogram": 1.5,
    "conversation_vs_ptb": 5.0,
}


def raw_sqlite(seconds: float) -> dict[str, Any]:
    """The physical limit, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.statements", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return {"contender": SQLITE, "per_second": found["updates"] / found["seconds"], **found}


def main() -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--quick", action="store_true", help="one round of two seconds")
    parser.add_argument("--only", default="", help="contenders whose name holds this")
    asked = parser.parse_args()
    rounds, seconds = (1, 2.0) if asked.quick else (asked.rounds, asked.seconds)
    contenders = [one for one in CONTENDERS if asked.only in one.name]
    runs: list[dict[str, Any]] = []
    for number in range(rounds):
        shift = number % max(len(contenders), 1)
        for contender in (*contenders[shift:], *contenders[:shift]):
            runs.append({"round": number, **run(contender, seconds)})
            print(line(runs[-1]), flush=True)
        if asked.only in SQLITE:
            runs.append({"round": number, **raw_sqlite(seconds)})
            print(line(runs[-1]), flush=True)
    names = dict.fromkeys(one["contender"] for one in runs)
    medians = {
        name: median(one["per_second"] for one in runs if one["contender"] == name)
        for name in names
    }
    ratios = {
        name: round(medians[ours] / medians[theirs], 3)
        for name, (ours, theirs) in RATIOS.items()
        if ours in medians and theirs in medians
    }
    print("\nmedians, updates a second:")
    for name, found in medians.items():
        print(f"  {name:34} {found:10,.0f}")
    by_processor = {
        name: median(one["per_processor_second"] for one in runs if one["contender"] == name)
        for name in names
        if name != SQLITE
    }
    ratios_by_processor = {
        name: round(by_processor[ours] / by_processor[theirs], 3)
        for name, (ours, theirs) in RATIOS.items()
        if ours in by_processor and theirs in by_processor
    }
    print("ratios (in brackets: of updates a processor second):")
    for name, found in ratios.items():
        goal = GOALS.get(name)
        other = ratios_by_processor.get(name)
        print(f"  {name:34} {found:10.2f}" + (f"   ({other:.2f})" if other else "")
              + (f"   goal {goal}" if goal else ""))  # fmt: skip
    if not asked.only:
        waited = latency(medians[f"{OURS} turn"], seconds)
        print("from an update to its reply, milliseconds:")
        for name, one in waited.items():
            print(f"  {name:34} {json.dumps(one)}")
        RESULTS.parent.mkdir(exist_ok=True)
        result = {
            "machine": machine(), "medians": medians, "ratios": ratios,
            "ratios_by_processor": ratios_by_processor, "latency": waited, "runs": runs,
        }  # fmt: skip
        RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        print(f"written: {RESULTS}")
    return 0


def line(found: dict[str, Any]) -> str:
    """One run, for people."""
    busy = "".join(
        f"  {name} {found[key]:4.0%}"
        for name, key in (("bot", "bot_busy"), ("server", "server_busy"))
        if key in found
    )
    return f"{found['round'] + 1}  {found['contender']:34} {found['per_second']:10,.0f}/s{busy}"


if __name__ == "__main__":
    raise SystemExit(main())
