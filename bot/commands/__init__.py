"""The commands of `nghedan`, in the order in which its help shows them.

A command is a module here with `add(commands)`: it adds its parser, whose default `run` takes the
parsed arguments and returns the exit code. It imports what is heavy inside `run`.
"""

from __future__ import annotations

from bot.commands import (
    backup,
    check,
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
    zalo_oa_login.add,
)
