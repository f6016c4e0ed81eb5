"""Measures the same conversation and lists on databases of a thousand to a million cases.

The databases are stored in `.bench/`. They are made again when the schema, the code that fills them or
the week changes.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy.schema import CreateIndex, CreateTable

from benchmarks.growth import fill as filling
from benchmarks.growth.fill import fill
from benchmarks.harness import (
    load_server,
    measure_program,
    megabytes,
    start_program,
    until_ready,
    warm_up,
)
from benchmarks.programs import OURS, PROGRAMS
from bot.backup.backups import PREFIX
from storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = Path(__file__).parents[2] / ".bench"
SIZES = (1_000, 100_000, 1_000_000)
IDLE_SECONDS = 3.0
FIGURES = ("milliseconds", "per_second", "start_seconds", "idle_mb", "busy_mb")


def growth(sizes: Sequence[int], rounds: int, seconds: float) -> dict[str, Any]:
    """Make missing databases, and measure each size in every round.

    `ratio`: processor time of a turn on the largest database, divided by that on the smallest.
    `ratio_by_clock`: the same with elapsed time, which includes waiting for the disk and for other
    programs. Both are None for a single size.
    """
    databases = {size: database_of(size) for size in sizes}
    runs: list[dict[str, Any]] = []
    for number in range(rounds):
        for size, database in databases.items():
            runs.append({"round": number, "cases": size, **measure_process(database, seconds)})
            print(line(runs[-1]), flush=True)
    desks = {}
    for size, database in databases.items():
        desks[str(size)] = time_queries(database)
        for name, one in desks[str(size)].items():
            print(
                f"   {size:>9,} cases  {name:36} p50 {one['p50']:7.2f}   p95 {one['p95']:7.2f} ms"
            )
    medians = {
        str(size): {
            name: round(median(one[name] for one in runs if one["cases"] == size), 3)
            for name in FIGURES
        }
        for size in sizes
    }
    least, most = (medians[str(one(sizes))] for one in (min, max))
    ratio = ratio_by_clock = None
    if len(sizes) > 1:
        ratio = round(most["milliseconds"] / least["milliseconds"], 3)
        ratio_by_clock = round(least["per_second"] / most["per_second"], 3)
    return {
        "medians": medians,
        "ratio": ratio,
        "ratio_by_clock": ratio_by_clock,
        "desk": desks,
        "runs": runs,
    }


def database_of(size: int) -> Path:
    """Return the database of this size. If it is missing, make it and delete older ones."""
    path = FOLDER / f"cases-{size}-{_edition()}.db"
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.glob(f"cases-{size}-*"):
            old.unlink()
        began = time.monotonic()
        # Only a complete database gets the final name.
        unfinished = path.with_suffix(".part")
        fill(unfinished, size)
        unfinished.rename(path)
        print(
            f"made {size:,} cases in {time.monotonic() - began:.0f} s, "
            f"{path.stat().st_size / 1e6:,.0f} MB",
            flush=True,
        )
    return path


def _edition() -> str:
    """A key of everything on which a stored database depends.

    It consists of the schema, the code that fills it, and the week, because statistics are about the
    last days.
    """
    digest = hashlib.sha256(Path(filling.__file__).read_bytes())
    for part in _schema():
        digest.update(part.encode())
    return f"{datetime.now(UTC):%G%V}-{digest.hexdigest()[:8]}"


def _schema() -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield str(CreateTable(table))
        yield from sorted(str(CreateIndex(index)) for index in table.indexes)


def measure_process(database: Path, seconds: float) -> dict[str, Any]:
    """Measure the real process on a database: its start, idle, then under full load.

    `milliseconds` is the processor time of one turn, so other work on the machine does not count.
    """
    ours = next(one for one in PROGRAMS if one.name == f"{OURS} conversation")
    ours = replace(ours, environment={"NGHEDAN_DATABASE_URL": f"sqlite:///{database}"})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Pretend that tonight's backup exists, or seven gigabytes would be copied meanwhile.
        tonight = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
        (folder / "backups" / f"{PREFIX}{tonight:%Y%m%d}-000000").mkdir(parents=True)
        with load_server("silence", folder) as quiet:
            began = time.monotonic()
            with start_program(ours, quiet, folder, "idle.log") as bot:
                until_ready(folder / "idle.log")
                start_seconds = time.monotonic() - began
                time.sleep(IDLE_SECONDS)
                idle = megabytes(bot.pid)
        with load_server(ours.script, folder) as url, start_program(ours, url, folder) as bot:
            warm_up(ours, bot, url, folder / "bot.log")
            found = measure_program(ours, bot, url, seconds)
            busy = megabytes(bot.pid)
    return {
        "milliseconds": 1000 / found["per_processor_second"],
        "per_second": found["per_second"],
        "start_seconds": start_seconds,
        "idle_mb": idle,
        "busy_mb": busy,
    }


def time_queries(database: Path) -> dict[str, dict[str, float]]:
    """Measure the lists and statistics, in a separate process."""
    command = [sys.executable, "-m", "benchmarks.growth.desk", str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def line(run: dict[str, Any]) -> str:
    """Return one run as a readable line."""
    return (
        f"{run['round'] + 1}  {run['cases']:>9,} cases  {run['milliseconds']:6.3f} ms a turn  "
        f"{run['per_second']:6,.0f}/s  start {run['start_seconds']:.2f} s  "
        f"memory {run['idle_mb']:.0f} / {run['busy_mb']:.0f} MB"
    )
