"""The command `python -m benchmarks`: measures everything and prints a table.

Options: [--rounds N] [--seconds S] [--quick] [--only PART] [--named NAME]. The parts are: turns and
conversations against other libraries, the latency of replies, growth to a million cases, an
announcement to a hundred thousand people, the longest messages, and one account that sends all it may. A whole run writes `benchmarks/results/latest.json`.

Databases are made once and stored in `.bench/`. The largest one takes six minutes and 6.5 gigabytes.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.announcement import announcement
from benchmarks.goals import check
from benchmarks.growth.sizes import SIZES, growth
from benchmarks.latency import latency
from benchmarks.long_messages import long_messages
from benchmarks.machine import machine
from benchmarks.one_account import one_account
from benchmarks.programs import OURS
from benchmarks.rounds import rounds

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = Path(__file__).parent / "results" / "latest.json"


def main() -> int:
    """Measure the chosen parts, print a table, and store the result of a whole run."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument(
        "--quick", action="store_true", help="a short run of every part, not stored"
    )
    parser.add_argument(
        "--only", choices=("turns", "latency", "growth", "announcement", "long", "one")
    )
    parser.add_argument(
        "--named", default="", help="of the turns, only the programs whose name contains it"
    )
    asked = parser.parse_args()
    quick = asked.quick
    number, seconds = (1, 2.0) if quick else (asked.rounds, asked.seconds)
    sizes = SIZES[:1] if quick else SIZES
    many, some, while_ = (2_000, 2_000, 10.0) if quick else (100_000, 10_000, 60.0)
    began = time.monotonic()
    result: dict[str, Any] = {
        "machine": machine(),
        "command": f"python -m benchmarks {shlex.join(sys.argv[1:])}".strip(),
    }

    def waited() -> dict[str, Any]:
        ceiling = result.get("medians") or rounds(1, seconds, f"{OURS} turn")["medians"]
        return {"latency": latency(ceiling[f"{OURS} turn"], seconds)}

    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "turns": lambda: rounds(number, seconds, asked.named),
        "latency": waited,
        "growth": lambda: {"growth": growth(sizes, number, seconds)},
        "long": lambda: {"long_messages": long_messages()},
        "one": lambda: {"one_account": one_account()},
        "announcement": lambda: {"announcement": announcement(many, some, while_)},
    }
    whole = not (quick or asked.only or asked.named)
    for name, part in parts.items():
        if asked.only in (None, name):
            print(f"\n{name}", flush=True)
            result |= part()
    for name, of in (("", "ratio"), ("_by_clock", "ratio_by_clock")):
        ratio = result.get("growth", {}).get(of)
        if ratio is not None:
            result.setdefault("ratios", {})[f"turn_at_1m_vs_1k{name}"] = ratio
    result |= {"goals": check(result), "seconds": round(time.monotonic() - began)}
    print(table(result))
    if whole:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        print(f"\nwritten: {RESULTS}")
    return 0


def table(result: dict[str, Any]) -> str:
    """Return the result as a readable table."""
    lines = ["", "medians, updates a second:"]
    lines += [f"  {name:40} {one:10,.0f}" for name, one in result.get("medians", {}).items()]
    lines.append("ratios (in brackets: of updates a processor second):")
    for name, one in result.get("ratios", {}).items():
        other = result.get("ratios_by_processor", {}).get(name)
        lines.append(f"  {name:40} {one:10.2f}" + (f"   ({other:.2f})" if other else ""))
    lines.append("from an update to its reply, milliseconds:")
    lines += [f"  {name:40} {json.dumps(one)}" for name, one in result.get("latency", {}).items()]
    lines.append("goals:")
    lines += [
        f"  {'reached' if one['reached'] else 'MISSED ':8} {one['goal']:62} "
        f"{one['measured']:10,.2f}   {one['wanted']}"
        for one in result["goals"]
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
