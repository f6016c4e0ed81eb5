"""Which event loop python-telegram-bot runs on."""

from __future__ import annotations

import os


def choose_loop() -> None:
    """Python's own, as its documents leave it; uvloop when BENCH_UVLOOP is set."""
    if "BENCH_UVLOOP" in os.environ:
        import uvloop

        uvloop.install()
