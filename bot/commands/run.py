"""`nghedan run`: the bot itself."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from bot.process import allocator, gc_tuning
from bot.settings.settings import described, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.commands.parsers import Parsers


def add(commands: Parsers) -> None:
    parser = commands.add_parser(
        "run",
        help="run the bot",
        description="Run the bot until SIGTERM or Ctrl-C; both finish what is begun.",
        epilog=settings_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--role",
        choices=["all", "intake", "delivery"],
        default="all",
        help="on PostgreSQL: only receive, or only deliver (when no other process does); "
        "several of each may run (default: all)",
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Exit code 0 after a clean stop; settings that are wrong raise OperatorError."""
    settings = load()
    gc_tuning.raise_threshold()
    allocator.avoid_huge_pages()

    from bot.app import run_bot
    from bot.channels.services import configured_services
    from bot.process.logs import configure, log_loop_error, log_uncaught

    configure(
        secrets=[
            secret for one in configured_services(settings) for secret in one.secrets(settings)
        ]
    )
    log_uncaught()
    with asyncio.Runner(loop_factory=event_loop()) as runner:
        runner.get_loop().set_exception_handler(log_loop_error)
        runner.run(run_bot(settings, chosen.role))
    return 0


def event_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The fast event loop where it exists; None means Python's own."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


def settings_help() -> str:
    """The settings with their defaults, for people."""
    lines = ["settings, from the environment:"]
    for name, default, description in described():
        lines.append(f"  {name}")
        lines.append(f"      {description}" + (f" (default: {default})" if default else ""))
    return "\n".join(lines)
