"""Where tests write: memory, on a machine that has some to spare.

The bot has the disk take each commit, and a test would wait for it each time; what is left after a
power cut can be tried on neither. `TMPDIR` set by hand is left as it is.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3
"""Bytes; in a container there are often 64 MB."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ENOUGH:
        # Processes that tests start find it there, too.
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None
