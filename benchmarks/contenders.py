"""Who runs, and how each is started."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "7000000001:bench"


@dataclass(frozen=True)
class Contender:
    """One program under the same load."""

    name: str
    script: str
    """What the residents do: turn or conversation."""
    module: str
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def command(self) -> list[str]:
        """How it is started."""
        return [sys.executable, "-m", self.module, *self.arguments]

    def settings(self, url: str, folder: Path, port: int) -> dict[str, str]:
        """Its environment."""
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
"""What the load server can do: far more than any bot, or it would be measured, not the bot."""
UVLOOP = {"BENCH_UVLOOP": "1"}
"""Nothing in its documents recommends it, so it is no part of what one would pick: it is shown
beside that. aiogram's documents do: its `run_polling` takes it whenever it is installed."""
CONTENDERS = (
    Contender(f"{OURS} turn", "turn", "bot", ("run",)),
    Contender(f"{AIOGRAM} echo", "turn", "benchmarks.peers.aiogram_echo"),
    Contender(f"{PTB} echo", "turn", "benchmarks.peers.ptb_echo"),
    Contender(f"{ON_UVLOOP} echo", "turn", "benchmarks.peers.ptb_echo", environment=UVLOOP),
    Contender("transport", "turn", "benchmarks.transport"),
    Contender(BARE, "turn", "benchmarks.load.bare"),
    Contender(f"{OURS} conversation", "conversation", "bot", ("run",)),
    Contender(f"{AIOGRAM} conversation", "conversation", "benchmarks.peers.aiogram_conversation"),
    Contender(f"{PTB} conversation", "conversation", "benchmarks.peers.ptb_conversation"),
    Contender(
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
"""Name → (whose median, over whose)."""
