"""The measured programs, and how each is started."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "7000000001:bench"


@dataclass(frozen=True)
class Program:
    """One program under the same load."""

    name: str
    script: str
    """The script of the residents: "turn" or "conversation"."""
    module: str
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def command(self) -> list[str]:
        """Return the command that starts it."""
        return [sys.executable, "-m", self.module, *self.arguments]

    def settings(self, url: str, folder: Path, port: int) -> dict[str, str]:
        """Return its environment variables."""
        return {
            "BENCH_URL": url,
            "BENCH_TOKEN": TOKEN,
            "BENCH_FOLDER": str(folder),
            "NGHEDAN_TELEGRAM_TOKEN": TOKEN,
            "NGHEDAN_TELEGRAM_API_URL": url,
            "NGHEDAN_DATABASE_URL": f"sqlite:///{folder / 'nghedan.db'}",
            "NGHEDAN_DATA_DIR": str(folder),
            "NGHEDAN_LISTEN": f"127.0.0.1:{port}",
            "NGHEDAN_PACE": "off",
            "NGHEDAN_FLOOD_PER_MINUTE": "0",
            **self.environment,
        }


OURS, AIOGRAM, PTB = "nghedan", "aiogram", "python-telegram-bot"
ON_UVLOOP = f"{PTB}, uvloop"
BARE = "bare client"
"""The ceiling of the load server. It must be far above every bot, or it would limit them."""
UVLOOP = {"BENCH_UVLOOP": "1"}
"""uvloop for python-telegram-bot, measured as a separate program.

The library's documents do not recommend uvloop. aiogram's documents do: its `run_polling` uses it
whenever it is installed.
"""
PROGRAMS = (
    Program(f"{OURS} turn", "turn", "bot", ("run",)),
    Program(f"{AIOGRAM} echo", "turn", "benchmarks.peers.aiogram_echo"),
    Program(f"{PTB} echo", "turn", "benchmarks.peers.ptb_echo"),
    Program(f"{ON_UVLOOP} echo", "turn", "benchmarks.peers.ptb_echo", environment=UVLOOP),
    Program("transport", "turn", "benchmarks.transport"),
    Program(BARE, "turn", "benchmarks.load.bare"),
    Program(f"{OURS} conversation", "conversation", "bot", ("run",)),
    Program(f"{AIOGRAM} conversation", "conversation", "benchmarks.peers.aiogram_conversation"),
    Program(f"{PTB} conversation", "conversation", "benchmarks.peers.ptb_conversation"),
    Program(
        f"{ON_UVLOOP} conversation",
        "conversation",
        "benchmarks.peers.ptb_conversation",
        environment=UVLOOP,
    ),
)
SQLITE = "raw sqlite3"

RATIOS = {
    "turn_vs_aiogram_echo": (f"{OURS} turn", f"{AIOGRAM} echo"),
    "turn_vs_ptb_echo": (f"{OURS} turn", f"{PTB} echo"),
    "turn_vs_ptb_uvloop_echo": (f"{OURS} turn", f"{ON_UVLOOP} echo"),
    "conversation_vs_aiogram": (f"{OURS} conversation", f"{AIOGRAM} conversation"),
    "conversation_vs_ptb": (f"{OURS} conversation", f"{PTB} conversation"),
    "conversation_vs_ptb_uvloop": (f"{OURS} conversation", f"{ON_UVLOOP} conversation"),
    "turn_vs_transport": (f"{OURS} turn", "transport"),
    "turn_vs_sqlite": (f"{OURS} turn", SQLITE),
    "turn_vs_load_server": (f"{OURS} turn", BARE),
}
"""Name → (numerator, denominator) of a ratio of medians."""
