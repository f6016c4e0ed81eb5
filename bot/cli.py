"""The command line: `nghedan COMMAND`. Each command is a module of `bot.commands`."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.commands import COMMANDS
from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Sequence


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments; `run` among the results is the function to call."""
    top = argparse.ArgumentParser(
        prog="nghedan",
        description="Nghe Dân: residents speak to their commune and are answered.",
    )
    top.add_argument("--version", action="version", version=f"nghedan {version('nghedan')}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in COMMANDS:
        add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 2 for what an operator can mend, 75 for what may pass
    by itself, each said in one line."""
    commands = parser()
    chosen, rest = commands.parse_known_args(arguments)
    # Only the sandbox has arguments that this parser does not know: it is another program.
    if rest and not hasattr(chosen, "rest"):
        commands.error(f"unrecognized arguments: {' '.join(rest)}")
    chosen.rest = rest
    try:
        return int(chosen.run(chosen))
    except OperatorError as error:
        print(f"nghedan: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
