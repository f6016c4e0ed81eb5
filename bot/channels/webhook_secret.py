"""What proves that a post comes from the service that was told our address."""

from __future__ import annotations

import hmac
from hashlib import sha256


def webhook_secret(token: str) -> str:
    """What the service must say with each post: the same after each start, and no hint at the
    token."""
    return hmac.new(token.encode(), b"webhook", sha256).hexdigest()
