"""Child processes of the demo, each with its log in a file."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GRACE = 10.0
"""Seconds that a child has to finish after SIGTERM before it is killed."""


class Child:
    """A program that can be started, stopped and killed, again and again."""

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
        """Whether it is meant to run."""
        return self._wanted.is_set()

    async def start(self) -> None:
        """Start it unless it runs. Its own session keeps the terminal's Ctrl-C from it."""
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
        """Pull the plug: no goodbye, as in a power cut."""
        async with self._switch:
            self._wanted.clear()
            await self._signal(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to finish, and insist after `GRACE`."""
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
        """Wait until it ends although it is meant to run; returns its exit code."""
        while True:
            await self._wanted.wait()
            process = self._process
            if process is not None:
                code = await process.wait()
                if self.on and process is self._process:
                    return code
            await asyncio.sleep(0)

    def last_words(self) -> str:
        """The last line that it wrote, which says why it ended."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")
