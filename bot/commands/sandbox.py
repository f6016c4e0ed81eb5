"""`nghedan sandbox`: runs the stand-in for Telegram and Zalo, as a process of its own."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from bot.commands.parsers import Parsers


def add(commands: Parsers) -> None:
    parser = commands.add_parser(
        "sandbox",
        help="run the stand-in for Telegram and Zalo, with phones in a web page",
        add_help=False,
    )
    # The sandbox parses its own arguments: it shares no code with the bot.
    parser.set_defaults(run=run, rest=[])


def run(chosen: argparse.Namespace) -> int:
    """Replace this process by the sandbox; does not return."""
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *chosen.rest])  # noqa: S606 - our own module
