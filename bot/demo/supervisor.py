"""Runs the demo: starts sandbox and bot, prints the page's address, stops both at the end."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bot.demo.children import Child
from bot.demo.power import Power
from bot.demo.stage import TOKEN, ZALO_TOKEN, open_chats, prepare
from bot.errors import OperatorError
from bot.process.lock import exclusive_lock
from bot.settings.settings import PREFIX

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 15.0
"""Seconds to wait for the sandbox's first answer."""
STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo's data folder, port and programs."""

    data: Path
    port: int
    """The page's port; the sandbox listens on this machine only."""
    sandbox: tuple[str, ...] = (sys.executable, "-m", "sandbox")
    bot: tuple[str, ...] = (sys.executable, "-m", "bot", "run")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, web_port: int) -> dict[str, str]:
        """The bot's environment, without the shell's settings: the demo is the same everywhere."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
            "NGHEDAN_TELEGRAM_TOKEN": TOKEN,
            "NGHEDAN_TELEGRAM_API_URL": self.url,
            "NGHEDAN_ZALO_BOT_TOKEN": ZALO_TOKEN,
            "NGHEDAN_ZALO_BOT_API_URL": f"{self.url}/zalo-bot",
            "NGHEDAN_DATABASE_URL": f"sqlite:///{self.data / 'nghedan.db'}",
            "NGHEDAN_DATA_DIR": str(self.data),
            "NGHEDAN_CONFIG_DIR": str(PROJECT / "config"),
            "NGHEDAN_LISTEN": f"127.0.0.1:{web_port}",
            "NGHEDAN_CLOCK_FILE": str(self.data / "clock"),
        }


async def show(demo: Demo) -> int:
    """Run until SIGINT, SIGTERM or SIGHUP; returns 0 then.

    Raises OperatorError when the data are in use, when the sandbox does not answer, or when a
    process ends by itself.
    """
    demo.data.mkdir(parents=True, exist_ok=True)
    message = f"A demo already runs on {demo.data}; stop it, or choose another with --data"
    with exclusive_lock(demo.data / "lock", message):
        for old in demo.data.glob("*.log"):
            old.unlink()
        sample = await prepare(demo.data)
        bot = Child(demo.bot, demo.environment(free_port()), demo.data / "bot.log")
        power = Power(bot)
        await power.open()
        sandbox = Child(
            [
                *demo.sandbox,
                "--port",
                str(demo.port),
                "--power-url",
                power.url,
                "--sample",
                str(sample),
                "--first-id",
                str(int(time.time())),
            ],
            os.environ,
            demo.data / "sandbox.log",
        )
        try:
            await _until_stopped(demo, sandbox, bot)
        finally:
            await bot.stop()
            await sandbox.stop()
            await power.close()
    return 0


async def _until_stopped(demo: Demo, sandbox: Child, bot: Child) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    failures: list[str] = []

    async def watch(name: str, child: Child) -> None:
        code = await child.died()
        failures.append(f"The {name} ended by itself (exit code {code}): {child.last_words()}")
        stopping.set()

    async def begin() -> None:
        if not await _answers(demo.port, stopping):
            failures.append(f"The sandbox did not answer within {PATIENCE:.0f} s")
            stopping.set()
        elif not stopping.is_set():
            problem = await open_chats(demo.url)
            if problem:
                failures.append(problem)
                stopping.set()
                return
            await bot.start()
            print(f"Nghe Dân: {demo.url}   (Ctrl-C: stop)", flush=True)

    for number in STOP:
        loop.add_signal_handler(number, stopping.set)
    try:
        await sandbox.start()
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(watch("sandbox", sandbox)),
                group.create_task(watch("bot", bot)),
                group.create_task(begin()),
            ]
            await stopping.wait()
            for task in tasks:
                task.cancel()
    finally:
        for number in STOP:
            loop.remove_signal_handler(number)
    if failures:
        raise OperatorError(f"{failures[0]}; the whole log is in {demo.data}")


async def _answers(port: int, stopping: asyncio.Event) -> bool:
    """Wait until a server listens on the port, or until `stopping`; False after `PATIENCE`."""
    give_up_at = time.monotonic() + PATIENCE
    while not stopping.is_set() and time.monotonic() < give_up_at:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return True
    return stopping.is_set()


def free_port() -> int:
    """A free port on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server can listen on the port; a privileged port counts as taken."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            return False
        raise
