"""Child processes of the demo, each with a log file."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GRACE = 10.0
"""Seconds after SIGTERM until a child is killed."""


class Child:
    """A program that can be started, stopped and killed repeatedly."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self._arguments = arguments
        self._environment = environment
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._switch = asyncio.Lock()
        self._wanted = asyncio.Event()

    @property
    def on(self) -> bool:
        """Whether it should be running."""
        return self._wanted.is_set()

    async def start(self) -> None:
        """Start it unless it runs; in its own session, so that Ctrl-C does not reach it."""
        async with self._switch:
            if self.on:
                return
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self._arguments,
                    env=self._environment,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            self._wanted.set()

    async def kill(self) -> None:
        """Kill it at once, as a power cut would."""
        async with self._switch:
            self._wanted.clear()
            await self._signal(signal.SIGKILL)

    async def stop(self) -> None:
        """Stop it by SIGTERM, and kill it after `GRACE` seconds."""
        async with self._switch:
            self._wanted.clear()
            try:
                async with asyncio.timeout(GRACE):
                    await self._signal(signal.SIGTERM)
            except TimeoutError:
                await self._signal(signal.SIGKILL)

    async def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
            await self._process.wait()

    async def died(self) -> int:
        """Wait until it ends although it should be running; returns its exit code."""
        while True:
            await self._wanted.wait()
            process = self._process
            if process is not None:
                code = await process.wait()
                if self.on and process is self._process:
                    return code
            await asyncio.sleep(0)

    def last_words(self) -> str:
        """The last line of its log, which says why it ended."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")
