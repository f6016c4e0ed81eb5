"""Makes tests write to memory, if the machine has enough.

The bot waits for the disk at each commit, and so would each test. Neither memory nor a disk shows the
effect of a power cut. A `TMPDIR` that is set by hand is not changed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3
"""In bytes. Containers often have only 64 MB."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ENOUGH:
        # Processes that tests start use it, too.
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None
