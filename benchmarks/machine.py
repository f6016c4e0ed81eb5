"""The machine and the versions of a measurement."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any


def machine() -> dict[str, Any]:
    """Return the machine and the versions."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    names = (
        "python-telegram-bot",
        "pyreqwest",
        "aiogram",
        "aiohttp",
        "sqlalchemy",
        "uvloop",
        "orjson",
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "versions": {name: version(name) for name in names},
    }
