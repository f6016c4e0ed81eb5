"""`nghedan demo`: runs sandbox and bot with sample data, without a token or a network."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import OperatorError
from domain import outside

if TYPE_CHECKING:
    import argparse

    from bot.commands.parsers import Parsers

USUAL_PORT = 8790


def add(commands: Parsers) -> None:
    parser = commands.add_parser(
        "demo",
        help="show the bot on phones in a web page, without a token",
        description="Start the sandbox and the bot, print one address, keep the data.",
    )
    parser.add_argument(
        "--port", type=outside.count, help=f"of the page (default: {USUAL_PORT}, or a free one)"
    )
    parser.add_argument("--data", type=Path, default=Path("data/demo"), help="folder of its data")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Exit code 0 after Ctrl-C."""
    from bot.demo.supervisor import Demo, free_port, is_free, show

    port = chosen.port or USUAL_PORT
    if not is_free(port):
        if chosen.port:
            raise OperatorError(f"Port {port} is in use; choose another with --port")
        port = free_port()
    return asyncio.run(show(Demo(chosen.data.resolve(), port)))
