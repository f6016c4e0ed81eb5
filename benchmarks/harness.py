"""One run: start a load server and a program, warm up, and count for some seconds."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.programs import Program

RESIDENTS = 500
WARM_UP = 2.0
"""Seconds before counting, in which all residents become known and all statements prepared."""
AWAKE = 20
"""Answered updates in half a second that show that a program has begun."""
PATIENCE = 60.0
"""The most seconds to wait. The slowest program needs ten for a lap on an idle machine."""


class NoAnswer(Exception):
    """The program did not answer. The message is the end of its log."""


def free_port() -> int:
    """Return an unused port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[Any]]:
    """Run a child process, and end it by its id."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def load_server(script: str, folder: Path, residents: int = RESIDENTS) -> Iterator[str]:
    """Run the light Bot API. Yields its address."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.load.server", str(port), script, str(residents)]
    with running(command, folder / "server.log"):
        wait_for(port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def start_program(
    program: Program, url: str, folder: Path, log: str = "bot.log"
) -> Iterator[subprocess.Popen[Any]]:
    """Run a program with the load server at `url`."""
    settings = program.settings(url, folder, free_port())
    with running(program.command(), folder / log, **settings) as bot:
        yield bot


def run(program: Program, seconds: float) -> dict[str, Any]:
    """Return the updates and conversations per second, and the use of processors.

    Raises `NoAnswer`.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            load_server(program.script, folder) as url,
            start_program(program, url, folder) as bot,
        ):
            warm_up(program, bot, url, folder / "bot.log")
            return measure_program(program, bot, url, seconds)


def warm_up(program: Program, bot: subprocess.Popen[Any], url: str, log: Path) -> None:
    """Wait until the program answers, and then for the warm-up. Raises `NoAnswer`."""
    begun = time.monotonic()
    while measure_load(url, 0.5)["updates"] < AWAKE:
        if bot.poll() is not None or time.monotonic() - begun > PATIENCE:
            raise NoAnswer(f"{program.name}: {log.read_text()[-2000:]}")
    time.sleep(WARM_UP)


def measure_program(
    program: Program, bot: subprocess.Popen[Any], url: str, seconds: float
) -> dict[str, Any]:
    """Measure for `seconds`, and on until all residents did every step equally often."""
    before = processor_seconds(bot.pid)
    found = measure_load(url, seconds, "laps")
    used = processor_seconds(bot.pid) - before
    return {
        "program": program.name,
        "per_second": found["updates"] / found["seconds"],
        "per_processor_second": found["updates"] / max(used, 0.01),
        "conversations_per_second": found["conversations"] / found["seconds"],
        "server_busy": found["busy"],
        "bot_busy": used / found["seconds"],
    }


def until_ready(log: Path, after: int = 0) -> None:
    """Wait until our process logs that it is ready, `after` a position in its log.

    Raises `NoAnswer`.
    """
    give_up_at = time.monotonic() + PATIENCE
    while '"ready"' not in log.read_text()[after:]:
        if time.monotonic() > give_up_at:
            raise NoAnswer(log.read_text()[-2000:])
        time.sleep(0.01)


def megabytes(pid: int) -> float:
    """Return the resident memory of a process, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise NoAnswer(f"process {pid} has no memory: it is gone")


def call_control(url: str, what: str, seconds: float = 0.0) -> dict[str, Any]:
    """Call the load server's control API."""
    with urlopen(f"{url}/{what}", timeout=seconds + PATIENCE) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def measure_load(url: str, seconds: float, how: str = "measure") -> dict[str, Any]:
    """Return the load server's counts. `how`: "measure", or "laps" to count whole laps."""
    return call_control(url, f"{how}?seconds={seconds}", seconds)


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process with all its threads, in seconds."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    # proc(5) numbers the fields from 1; the two before `after_name` are the pid and the name.
    fields = dict(enumerate(after_name, 3))
    user_time, system_time = int(fields[14]), int(fields[15])
    return (user_time + system_time) / os.sysconf("SC_CLK_TCK")


def wait_for(port: int) -> None:
    """Wait until a server listens on the port."""
    give_up_at = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)
        else:
            return
