"""The front through which an act was done."""

from __future__ import annotations

from enum import StrEnum


class Via(StrEnum):
    """The front of an act. The values are stored in the audit log."""

    CHAT = "chat"
    WEB = "web"
    API = "api"
    JOB = "job"
    COMMAND = "command"
    """The command line of the machine."""
