"""Pins the whole process to one CPU, the one that the kernel finds least busy.

The threads of one interpreter pass one lock (the GIL) to each other. On several CPUs every hand-over
wakes another CPU, whose cache is cold: docs/decisions/0024-one-processor.md.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

AGAIN_SECONDS = 10.0
"""Seconds between two choices of a CPU: other programs start and stop."""
CHOICE_SECONDS = 0.1
"""Seconds in which the kernel may move the process freely before it is pinned again."""
TASKS = Path("/proc/self/task")
_PROCESSOR = 36
"""Index of the CPU number in `stat`, counted after the program's name (proc_pid_stat(5), field 39)."""


async def pin_to_one_cpu() -> None:
    """Pin the process, and choose the CPU anew every `AGAIN_SECONDS`.

    Returns at once when there is one CPU or no such system call, and when the system forbids it.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    allowed = os.sched_getaffinity(0)
    if len(allowed) < 2:
        return
    try:
        while True:
            _pin(allowed)
            await asyncio.sleep(CHOICE_SECONDS)
            _pin({_current_cpu()})
            await asyncio.sleep(AGAIN_SECONDS)
    except OSError as error:
        log.info("the process is not pinned to one CPU: %s", type(error).__name__)


def _pin(cpus: set[int]) -> None:
    """Allow every thread to run on these CPUs only; a new thread inherits from its creator."""
    for task in TASKS.iterdir():
        with suppress(ProcessLookupError):  # the thread ended meanwhile
            os.sched_setaffinity(int(task.name), cpus)


def _current_cpu() -> int:
    """The CPU on which the event loop's thread ran last."""
    behind_the_name = (TASKS / str(os.getpid()) / "stat").read_text().rpartition(")")[2]
    return int(behind_the_name.split()[_PROCESSOR])
