"""The event loop of python-telegram-bot."""

from __future__ import annotations

import os


def choose_loop() -> None:
    """Use uvloop if BENCH_UVLOOP is set, else Python's own loop, which is the default."""
    if "BENCH_UVLOOP" in os.environ:
        import uvloop

        uvloop.install()
