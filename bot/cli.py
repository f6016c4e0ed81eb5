"""The command line: `nghedan COMMAND`. Each command is a module of `bot.commands`."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.commands import COMMANDS
from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Sequence


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; the parsed `run` is the function to call."""
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
    """Run one command; returns its exit code.

    2: an error that an operator can fix; 75: one that may pass by itself. Both print one line.
    """
    # The database, copies, exports and received files are for this user alone, whatever the umask.
    os.umask(0o077)
    commands = parser()
    chosen, rest = commands.parse_known_args(arguments)
    # Only `sandbox` passes unknown arguments on: it is another program.
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
