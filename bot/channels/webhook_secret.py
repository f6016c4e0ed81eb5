"""The secret with which a service signs in when it posts to us."""

from __future__ import annotations

import hmac
from hashlib import sha256


def webhook_secret(token: str) -> str:
    """The secret of a bot's webhook: the same after each start; it does not reveal the token."""
    return hmac.new(token.encode(), b"webhook", sha256).hexdigest()
