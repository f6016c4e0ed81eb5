"""One run: a load server, a contender, a warm-up, a while of counting."""

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

    from benchmarks.contenders import Contender

RESIDENTS = 500
WARM_UP = 2.0
"""Seconds before counting: everybody known, every statement prepared."""
AWAKE = 20
"""Updates answered in half a second by whoever has begun."""
PATIENCE = 60.0
"""Seconds; the slowest needs ten for a lap, on a machine with nothing else to do."""


class Idle(Exception):
    """The contender answered nobody; its last words follow."""


def free_port() -> int:
    """A port on this machine that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[Any]]:
    """A child process, ended by its id."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )  # fmt: skip
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
    """The light Bot API; its address."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.load.server", str(port), script, str(residents)]
    with running(command, folder / "server.log"):
        wait_for(port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def started(
    contender: Contender, url: str, folder: Path, log: str = "bot.log"
) -> Iterator[subprocess.Popen[Any]]:
    """A contender before that load."""
    settings = contender.settings(url, folder, free_port())
    with running(contender.command(), folder / log, **settings) as bot:
        yield bot


def run(contender: Contender, seconds: float) -> dict[str, Any]:
    """Updates answered, conversations gone through, and how busy both sides were. Raises `Idle`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            load_server(contender.script, folder) as url,
            started(contender, url, folder) as bot,
        ):
            until_busy(contender, bot, url, folder / "bot.log")
            return counted(contender, bot, url, seconds)


def until_busy(contender: Contender, bot: subprocess.Popen[Any], url: str, log: Path) -> None:
    """Wait until it has begun to answer, then a while more. Raises `Idle` with its last words."""
    begun = time.monotonic()
    while measured(url, 0.5)["updates"] < AWAKE:
        if bot.poll() is not None or time.monotonic() - begun > PATIENCE:
            raise Idle(f"{contender.name}: {log.read_text()[-2000:]}")
    time.sleep(WARM_UP)


def counted(
    contender: Contender, bot: subprocess.Popen[Any], url: str, seconds: float
) -> dict[str, Any]:
    """What was done in a while, and on until everybody did every step equally often."""
    before = processor_seconds(bot.pid)
    found = measured(url, seconds, "laps")
    used = processor_seconds(bot.pid) - before
    return {
        "contender": contender.name,
        "per_second": found["updates"] / found["seconds"],
        "per_processor_second": found["updates"] / max(used, 0.01),
        "conversations_per_second": found["conversations"] / found["seconds"],
        "server_busy": found["busy"],
        "bot_busy": used / found["seconds"],
    }


def until_ready(log: Path, after: int = 0) -> None:
    """Wait until our process says so, behind so many bytes of its log. Raises `Idle`."""
    give_up_at = time.monotonic() + PATIENCE
    while '"ready"' not in log.read_text()[after:]:
        if time.monotonic() > give_up_at:
            raise Idle(log.read_text()[-2000:])
        time.sleep(0.01)


def megabytes(pid: int) -> float:
    """Resident memory of a process, now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise Idle(f"process {pid} has no memory: it is gone")


def asked(url: str, what: str, seconds: float = 0.0) -> dict[str, Any]:
    """What the load server answers to a control call."""
    with urlopen(f"{url}/{what}", timeout=seconds + PATIENCE) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def measured(url: str, seconds: float, how: str = "measure") -> dict[str, Any]:
    """What the load server counted in a while; `laps`: and on to the end of a lap."""
    return asked(url, f"{how}?seconds={seconds}", seconds)


def processor_seconds(pid: int) -> float:
    """Processor time of a process until now, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_for(port: int) -> None:
    """Until somebody listens there."""
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
