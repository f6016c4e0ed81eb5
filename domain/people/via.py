"""By which way something was done."""

from __future__ import annotations

from enum import StrEnum


class Via(StrEnum):
    """Values are stored in the audit log."""

    CHAT = "chat"
    WEB = "web"
    API = "api"
    JOB = "job"
