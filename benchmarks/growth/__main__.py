"""`python -m benchmarks.growth [--sizes N ...] [--rounds N] [--seconds S] [--keep FOLDER]`: the
same conversation and the same lists on databases of a thousand, a hundred thousand and a million
cases. Making the largest takes some minutes and seven gigabytes; `--keep` uses it again.

Writes `benchmarks/results/growth.json`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contenders import CONTENDERS, OURS
from benchmarks.growth.fill import fill
from benchmarks.machine import machine
from benchmarks.runs import counted, load_server, megabytes, started, until_busy, until_ready

RESULTS = Path(__file__).parents[1] / "results" / "growth.json"
SIZES = (1_000, 100_000, 1_000_000)
IDLE_SECONDS = 3.0


def main() -> int:
    """Make the databases, measure in turns, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--keep", type=Path, help="a folder for the databases")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        databases = {size: made(folder, size) for size in asked.sizes}
        runs = []
        for number in range(asked.rounds):
            for size, database in databases.items():
                runs.append({"round": number, "cases": size, **lived(database, asked.seconds)})
                print(line(runs[-1]), flush=True)
        desks = {size: looked_for(database) for size, database in databases.items()}
    found = {
        size: {
            name: median(one[name] for one in runs if one["cases"] == size)
            for name in ("milliseconds", "per_second", "start_seconds", "idle_mb", "busy_mb")
        }
        for size in asked.sizes
    }
    least, most = min(asked.sizes), max(asked.sizes)
    ratio = round(found[most]["milliseconds"] / found[least]["milliseconds"], 3)
    for size in asked.sizes:
        print(f"\n{size:,} cases: {json.dumps(found[size])}")
        for name, one in desks[size].items():
            print(f"  {name:36} p50 {one['p50']:8.2f} ms   p95 {one['p95']:8.2f} ms")
    print(f"\nturn_at_{most}_vs_{least}: {ratio}")
    result = {
        "machine": machine(), "medians": found, "desk": desks, "runs": runs,
        "ratios": {"turn_at_1m_vs_1k": ratio} if most == SIZES[-1] else {},
    }  # fmt: skip
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return 0


def made(folder: Path, size: int) -> Path:
    """The database of this size, made unless it is there."""
    path = folder / f"cases-{size}.db"
    if not path.exists():
        began = time.monotonic()
        # Only a whole one gets the name.
        unfinished = path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        fill(unfinished, size)
        unfinished.rename(path)
        print(f"made {size:,} cases in {time.monotonic() - began:.0f} s, "
              f"{path.stat().st_size / 1e6:,.0f} MB", flush=True)  # fmt: skip
    return path


def lived(database: Path, seconds: float) -> dict[str, Any]:
    """The real process on it: start, rest, then conversations without a pause. `milliseconds` is
    processor time of one turn: other work on the machine does not count."""
    ours = next(one for one in CONTENDERS if one.name == f"{OURS} conversation")
    ours = replace(ours, environment={"NGHEDAN_DATABASE_URL": f"sqlite:///{database}"})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with load_server("silence", folder) as quiet:
            began = time.monotonic()
            with started(ours, quiet, folder, "idle.log") as bot:
                until_ready(folder / "idle.log")
                start_seconds = time.monotonic() - began
                time.sleep(IDLE_SECONDS)
                idle = megabytes(bot.pid)
        with load_server(ours.script, folder) as url, started(ours, url, folder) as bot:
            until_busy(ours, bot, url, folder / "bot.log")
            found = counted(ours, bot, url, seconds)
            busy = megabytes(bot.pid)
    return {
        "milliseconds": 1000 / found["per_processor_second"], "per_second": found["per_second"],
        "start_seconds": start_seconds, "idle_mb": idle, "busy_mb": busy,
    }  # fmt: skip


def looked_for(database: Path) -> dict[str, dict[str, float]]:
    """What the lists and figures take, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.growth.desk", str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def line(run: dict[str, Any]) -> str:
    """One run, for people."""
    return (
        f"{run['round'] + 1}  {run['cases']:>9,} cases  {run['milliseconds']:6.3f} ms a turn  "
        f"{run['per_second']:6,.0f}/s  start {run['start_seconds']:.2f} s  "
        f"memory {run['idle_mb']:.0f} / {run['busy_mb']:.0f} MB"
    )


if __name__ == "__main__":
    raise SystemExit(main())
