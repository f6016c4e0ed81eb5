"""The command `make chaos ARGS="--seed 7 --kills 20"`. Exit code 1 when a bound is broken."""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chaos.oracle import IN_FLIGHT, summary
from tests.chaos.plan import Plan
from tests.chaos.run import Run
from tests.chaos.services import SERVICES
from tests.e2e.province import Province
from tests.e2e.town import Town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.chaos.oracle import Verdict


def main() -> int:
    """Run one plan and print the verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(1000))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--residents", type=int, default=500)
    parser.add_argument(
        "--channels",
        type=channels,
        default=("telegram",),
        help=f"over which residents are spread, by commas: {','.join(SERVICES)}; the official is "
        "on the first (default: telegram)",
    )
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--intakes", type=int, default=2, help="processes, on PostgreSQL")
    parser.add_argument("--deliveries", type=int, default=2, help="candidates, on PostgreSQL")
    parser.add_argument("--keep", type=Path, help="a folder for database and logs")
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.engine}, {','.join(options.channels)}", flush=True)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        if options.engine == "postgres":
            url = stack.enter_context(database())
            town: Town = Province(
                folder, url, intakes=options.intakes, deliveries=options.deliveries
            )
        else:
            town = Town(folder)
        plan = Plan(
            options.seed, options.kills, options.updates, options.residents, options.channels
        )
        return asyncio.run(run_plan(town, plan))


def channels(text: str) -> tuple[str, ...]:
    """Parse the value of `--channels`."""
    found = tuple(dict.fromkeys(text.split(",")))
    if strange := [name for name in found if name not in SERVICES]:
        raise argparse.ArgumentTypeError(f"no channel: {strange}; there are {list(SERVICES)}")
    return found


@contextmanager
def database() -> Iterator[str]:
    """Create a PostgreSQL database on a separate server. Yields its URL."""
    from tests.engines import Server

    server = Server()
    try:
        yield server.url(server.create())
    finally:
        server.stop()


async def run_plan(town: Town, plan: Plan) -> int:
    """Run the plan and print the verdict. Return the exit code."""
    began = time.monotonic()
    task = asyncio.current_task()
    assert task
    # A signal that ends the run also ends the processes of the town.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    run = Run(town, plan)
    async with town:
        verdict = await run.go()
    _print(run, plan, verdict, time.monotonic() - began)
    return 1 if verdict.broken else 0


def _print(run: Run, plan: Plan, verdict: Verdict, seconds: float) -> None:
    for fault in verdict.broken:
        print(f"BROKEN: {fault}")
    print(
        f"residents {plan.residents}, cases {run.cases}, replies of officials {run.replies}, "
        f"restarts {run.restarts}, redelivered {run.redelivered}\n"
        f"from kill to the next message: {min(run.recovered, default=0):.1f} to "
        f"{max(run.recovered, default=0):.1f} s; the run: {seconds:.0f} s\n"
        f"allowed on each channel: {IN_FLIGHT} doubles a kill, one a chat; one for each answer cut"
    )
    for name, one in verdict.each.items():
        print(
            f"{name}: {summary([one])} (by kills {sum(one.by_kills)}, at most "
            f"{max(one.by_kills, default=0)} by one; by cut answers {one.by_cuts} of "
            f"{run.cuts[name]}), wrong answers in a form {one.wrong_answers}"
            + (f", posted again {run.tried_again[name]}" if name in run.tried_again else "")
        )
    print(verdict.last_line)


if __name__ == "__main__":
    sys.exit(main())
