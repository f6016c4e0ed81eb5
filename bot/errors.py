"""What an operator can mend."""

from __future__ import annotations


class OperatorError(Exception):
    """Something that whoever runs the bot can mend; nothing is wrong with the program.

    The message is one line, "what is wrong; how to mend it". The command line prints it without
    a traceback and ends with `exit_code`. It never holds a token or a person's words.
    """

    exit_code = 2
    """Nothing but a mend helps: who watches the process does not start it again."""


class TemporaryError(OperatorError):
    """It may pass without anybody's help: a server that comes up later than we, a disk that is
    full just now. Who watches the process starts it again."""

    exit_code = 75
    """EX_TEMPFAIL of sysexits.h."""


class DatabaseDamaged(OperatorError):
    """The database is damaged; only a copy helps."""
