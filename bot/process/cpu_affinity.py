"""Keeps the whole process on one processor, the one that is freest now.

The threads of one interpreter hand one lock to each other. Across processors each waits to be woken by
the other, and finds its cache gone: docs/decisions/0024-one-processor.md.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

AGAIN_SECONDS = 10.0
"""Until the kernel may choose another one: other programs come and go."""
CHOICE_SECONDS = 0.1
"""How long the kernel has for that."""
TASKS = Path("/proc/self/task")
_PROCESSOR = 36
"""Its place in `stat` behind the program's name (man proc_pid_stat, field 39)."""


async def pin_to_one_cpu() -> None:
    """For ever, or until the system does not allow it; returns at once where there is no choice."""
    if not hasattr(os, "sched_setaffinity"):
        return
    allowed = os.sched_getaffinity(0)
    if len(allowed) < 2:
        return
    try:
        while True:
            _bind(allowed)
            await asyncio.sleep(CHOICE_SECONDS)
            _bind({_current()})
            await asyncio.sleep(AGAIN_SECONDS)
    except OSError as error:
        log.info("the process is not kept to one processor: %s", type(error).__name__)


def _bind(processors: set[int]) -> None:
    """Every thread; new ones follow the one that begins them."""
    for task in TASKS.iterdir():
        with suppress(ProcessLookupError):  # a thread that ended meanwhile
            os.sched_setaffinity(int(task.name), processors)


def _current() -> int:
    """Where the event loop's thread ran last."""
    behind_the_name = (TASKS / str(os.getpid()) / "stat").read_text().rpartition(")")[2]
    return int(behind_the_name.split()[_PROCESSOR])
