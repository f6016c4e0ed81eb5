"""Measures several processes on one PostgreSQL, beside one process on SQLite or PostgreSQL.

Usage: `python -m benchmarks.processes [--rounds N] [--seconds S]`. Everything runs on this machine, also
the load and the database server. The table shows the use of each in processors.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness import (
    RESIDENTS,
    WARM_UP,
    free_port,
    measure_load,
    processor_seconds,
    running,
    until_ready,
    wait_for,
)
from benchmarks.programs import TOKEN, Program
from bot.channels.webhook_secret import webhook_secret
from tests.engines import Server

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


def one_run(script: str, intakes: int, database: str, seconds: float) -> dict[str, float]:
    """Return the answered updates per second, and the use of processors.

    `intakes`: the number of intake processes; 0: one process that polls.
    """
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, port = Path(name), free_port()
        url = f"http://127.0.0.1:{port}"
        python = [sys.executable, "-m"]
        load = stack.enter_context(
            running(
                [*python, "benchmarks.load.server", str(port), script, str(RESIDENTS)],
                folder / "load.log",
            )
        )
        wait_for(port)
        settings = Program("", script, "bot").settings(url, folder, 0)
        settings["NGHEDAN_DATABASE_URL"] = database or settings["NGHEDAN_DATABASE_URL"]
        if intakes:
            settings["NGHEDAN_PUBLIC_URL"] = "http://127.0.0.1:1"
        roles = ["intake"] * intakes + ["delivery"] if intakes else ["all"]
        webhooks, bots = [], []
        for number, role in enumerate(roles):
            settings["NGHEDAN_LISTEN"] = f"127.0.0.1:{free_port()}"
            if role == "intake":
                webhooks.append(f"http://{settings['NGHEDAN_LISTEN']}/telegram")
            log = folder / f"{role}{number}.log"
            command = [*python, "bot", "run", "--role", role]
            bots.append(stack.enter_context(running(command, log, **settings)))
            until_ready(log)
        senders = []
        if intakes:
            command = [
                *python,
                "benchmarks.load.webhook_sender",
                url,
                webhook_secret(TOKEN),
                *webhooks,
            ]
            senders.append(stack.enter_context(running(command, folder / "sender.log")))
        time.sleep(WARM_UP)
        asked = {
            "load": [load.pid, *(one.pid for one in senders)],
            "intake": [one.pid for one in bots[: intakes or 1]],
            "delivery": [one.pid for one in bots[intakes:]] if intakes else [],
            "postgres": servers() if database else [],
        }
        before = {who: spent(pids) for who, pids in asked.items()}
        found = measure_load(url, seconds, "laps")
        busy = {who: (spent(pids) - before[who]) / found["seconds"] for who, pids in asked.items()}
        return {"per_second": found["updates"] / found["seconds"], **busy}


def servers() -> list[int]:
    """Return the process ids of the database server."""
    found = []
    for name in Path("/proc").glob("[0-9]*/comm"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if name.read_text().strip() == "postgres":
                found.append(int(name.parent.name))
    return found


def spent(pids: list[int]) -> float:
    """Return the processor seconds of the processes that still run."""
    total = 0.0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            total += processor_seconds(pid)
    return total


SETUPS = (
    ("one process, SQLite", 0, False),
    ("one process, PostgreSQL", 0, True),
    ("one intake, one delivery", 1, True),
    ("two intakes, one delivery", 2, True),
)


def main() -> int:
    """Measure all setups and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    asked = parser.parse_args()
    server = Server()
    for setting in DURABLE:
        server.run(f"ALTER SYSTEM SET {setting} = on")
    server.run("SELECT pg_reload_conf()")
    runs: list[tuple[str, str, dict[str, Any]]] = []
    try:
        for _ in range(asked.rounds):
            for script in ("turn", "conversation"):
                for name, intakes, on_server in SETUPS:
                    database = server.create() if on_server else ""
                    url = server.url(database) if on_server else ""
                    found = one_run(script, intakes, url, asked.seconds)
                    runs.append((script, name, found))
                    print(f"{script:13} {name:27} {line(found)}", flush=True)
                    if on_server:
                        server.drop(database)
    finally:
        server.stop()
    print("\nmedians:")
    for script, name in dict.fromkeys((script, name) for script, name, _ in runs):
        mine = [found for one, other, found in runs if (one, other) == (script, name)]
        found = {key: median(one[key] for one in mine) for key in mine[0]}
        print(f"{script:13} {name:27} {line(found)}")
    return 0


def line(found: dict[str, Any]) -> str:
    """Return one readable row: updates per second, and the use of processors."""
    busy = "".join(f"  {who} {share:4.2f}" for who, share in found.items() if who != "per_second")
    return f"{found['per_second']:8,.0f}/s{busy}"


if __name__ == "__main__":
    raise SystemExit(main())
