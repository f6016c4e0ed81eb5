"""What makes a link that gives powers safe: it works once, for a day, and is kept as a hash only."""

from __future__ import annotations

import hashlib
from datetime import timedelta

PREFIX = "moi"
"""Of a deep link's payload, `moi-<token>`."""
VALID_FOR = timedelta(hours=24)
TOKEN_BYTES = 16
"""Random bytes of a token: 22 characters of the 64 that Telegram gives a payload."""


def hashed(token: str) -> str:
    """What is stored of a token: whoever reads the database cannot use an open invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


def payload(token: str) -> str:
    """What a deep link carries."""
    return f"{PREFIX}-{token}"
