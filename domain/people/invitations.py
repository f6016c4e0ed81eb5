"""Invitation links of officials: valid once, for a day, and stored only as a hash."""

from __future__ import annotations

import hashlib
from datetime import timedelta

PREFIX = "moi"
"""The prefix of a deep link's payload, `moi-<token>`."""
VALID_FOR = timedelta(hours=24)
WAITS_FOR = timedelta(days=7)
"""How long whoever opened a link waits to be let in: later, nobody remembers who it was for."""
TOKEN_BYTES = 16
"""Random bytes of a token. They make 22 characters; Telegram allows 64 in a payload."""


def hashed(token: str) -> str:
    """Return the stored form of a token. A reader of the database cannot use an open invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


def payload(token: str) -> str:
    """Return the payload of the deep link with this token."""
    return f"{PREFIX}-{token}"
