"""The same conversation and the same lists on databases of a thousand, a hundred thousand and a
million cases. They are kept in `.bench/` for as long as the schema, what fills them and the week
are the same."""

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

from benchmarks.contenders import CONTENDERS, OURS
from benchmarks.growth import fill as filling
from benchmarks.growth.fill import fill
from benchmarks.runs import counted, load_server, megabytes, started, until_busy, until_ready
from bot.backup.backups import PREFIX
from storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEPT = Path(__file__).parents[2] / ".bench"
SIZES = (1_000, 100_000, 1_000_000)
IDLE_SECONDS = 3.0
FIGURES = ("milliseconds", "per_second", "start_seconds", "idle_mb", "busy_mb")


def growth(sizes: Sequence[int], rounds: int, seconds: float) -> dict[str, Any]:
    """Make the databases that are not there, measure in turns. `ratio`: what a turn takes on the
    largest, over the smallest; `ratio_by_clock`: the same of the time that passes, waiting for the
    disk and for other programs included. None of one size alone."""
    databases = {size: made(size) for size in sizes}
    runs: list[dict[str, Any]] = []
    for number in range(rounds):
        for size, database in databases.items():
            runs.append({"round": number, "cases": size, **lived(database, seconds)})
            print(line(runs[-1]), flush=True)
    desks = {}
    for size, database in databases.items():
        desks[str(size)] = looked_for(database)
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
        "medians": medians, "ratio": ratio, "ratio_by_clock": ratio_by_clock, "desk": desks,
        "runs": runs,
    }  # fmt: skip


def made(size: int) -> Path:
    """The database of this size, made unless it is there; others of its size are removed."""
    path = KEPT / f"cases-{size}-{_edition()}.db"
    if not path.exists():
        KEPT.mkdir(exist_ok=True)
        for old in KEPT.glob(f"cases-{size}-*"):
            old.unlink()
        began = time.monotonic()
        # Only a whole one gets the name.
        unfinished = path.with_suffix(".part")
        fill(unfinished, size)
        unfinished.rename(path)
        print(f"made {size:,} cases in {time.monotonic() - began:.0f} s, "
              f"{path.stat().st_size / 1e6:,.0f} MB", flush=True)  # fmt: skip
    return path


def _edition() -> str:
    """What a kept database hangs on: the schema, what fills it, and the week, for the figures are
    those of the last days."""
    digest = hashlib.sha256(Path(filling.__file__).read_bytes())
    for part in _schema():
        digest.update(part.encode())
    return f"{datetime.now(UTC):%G%V}-{digest.hexdigest()[:8]}"


def _schema() -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield str(CreateTable(table))
        yield from sorted(str(CreateIndex(index)) for index in table.indexes)


def lived(database: Path, seconds: float) -> dict[str, Any]:
    """The real process on it: start, rest, then conversations without a pause. `milliseconds` is
    processor time of one turn: other work on the machine does not count."""
    ours = next(one for one in CONTENDERS if one.name == f"{OURS} conversation")
    ours = replace(ours, environment={"NGHEDAN_DATABASE_URL": f"sqlite:///{database}"})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Tonight's copy counts as made: seven gigabytes would be copied meanwhile.
        tonight = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
        (folder / "backups" / f"{PREFIX}{tonight:%Y%m%d}-000000").mkdir(parents=True)
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
