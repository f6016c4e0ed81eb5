"""Errors that an operator can fix."""

from __future__ import annotations


class OperatorError(Exception):
    """Something that the person who runs the bot can fix; the program itself is not at fault.

    The message is one line, "what is wrong; how to fix it". The command line prints it without a
    traceback and ends with `exit_code`. It never holds a token or a person's words.
    """

    exit_code = 2
    """The error stays until somebody fixes it: a service manager does not restart the process."""


class TemporaryError(OperatorError):
    """May pass without help: the database server is not up yet, the disk is full just now."""

    exit_code = 75
    """EX_TEMPFAIL of sysexits.h: a service manager restarts the process."""


class DatabaseDamaged(OperatorError):
    """The database file is damaged; only a backup helps."""
