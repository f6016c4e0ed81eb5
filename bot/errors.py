"""What an operator can mend."""

from __future__ import annotations


class OperatorError(Exception):
    """Something that whoever runs the bot can mend; nothing is wrong with the program.

    The message is one line, "what is wrong; how to mend it". The command line prints it without
    a traceback and ends with exit code 2. It never holds a token or a person's words.
    """


class Damaged(OperatorError):
    """The database is damaged; only a copy helps."""
