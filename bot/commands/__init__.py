"""The commands of `nghedan`, in the order of its help.

A command is a module with `add(commands)`, which adds a parser. The parser's default `run` takes the
parsed arguments and returns the exit code; it imports heavy modules inside.
"""

from __future__ import annotations

from bot.commands import (
    backup,
    check,
    confirm_clock,
    dead_letters,
    demo,
    invite,
    migrate,
    restore,
    run,
    sandbox,
    zalo_oa_login,
)

COMMANDS = (
    run.add,
    demo.add,
    sandbox.add,
    migrate.add,
    invite.add,
    dead_letters.add,
    backup.add,
    restore.add,
    check.add,
    confirm_clock.add,
    zalo_oa_login.add,
)
