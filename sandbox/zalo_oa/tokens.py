"""Pairs of an access and a refresh token. Using the refresh token ends both."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.zalo_oa.errors import (
    BAD_CODE,
    DEAD_REFRESH,
    EXPIRED_TOKEN,
    INVALID_TOKEN,
    refusal,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.clock import Clock

TOKEN = re.compile(r"(?:access|refresh|code)-(\d+)-\d+")
"""A token contains its account's id, so a test knows the first pair in advance."""
CODE_LIFETIME = 600
"""In seconds."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a consent, which can be exchanged once."""

    at: float
    challenge: str


class Tokens:
    """The tokens of one account. `lasts()` returns the lifetimes of both tokens in seconds."""

    def __init__(self, oa_id: str, clock: Clock, lasts: Callable[[], tuple[int, int]]) -> None:
        self._oa_id = oa_id
        self._clock = clock
        self._lasts = lasts
        self._number = 1
        self._at = clock.now()
        self._codes: dict[str, Code] = {}
        self._consents = 0

    @property
    def access(self) -> str:
        """The only access token that works."""
        return f"access-{self._oa_id}-{self._number}"

    @property
    def refresh(self) -> str:
        """The only refresh token that works."""
        return f"refresh-{self._oa_id}-{self._number}"

    def renew(self) -> dict[str, str]:
        """Make a new pair. The old one is invalid from now on."""
        self._number += 1
        self._at = self._clock.now()
        return self.pair()

    def pair(self) -> dict[str, str]:
        """Return the pair as OAuth's answer, in which seconds are text."""
        return {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "expires_in": str(self._lasts()[0]),
        }

    def check(self, access: str) -> None:
        """Raise ApiError for an invalid or expired access token."""
        if access != self.access:
            raise refusal(INVALID_TOKEN)
        if self._clock.now() - self._at >= self._lasts()[0]:
            raise refusal(EXPIRED_TOKEN)

    def refreshed(self, refresh: str) -> dict[str, str]:
        """Return a new pair for a refresh token. Raises ApiError if it was used or has expired."""
        if refresh != self.refresh or self._clock.now() - self._at >= self._lasts()[1]:
            raise refusal(DEAD_REFRESH)
        return self.renew()

    def consent(self, challenge: str) -> str:
        """Return a code for an administrator's consent. `challenge`: S256 of the verifier, or empty."""
        self._consents += 1
        code = f"code-{self._oa_id}-{self._consents}"
        self._codes[code] = Code(self._clock.now(), challenge)
        return code

    def exchanged(self, code: str, verifier: str) -> dict[str, str]:
        """Return a new pair for a code. Raises ApiError if it is unknown, used or expired."""
        found = self._codes.pop(code, None)
        if found is None or self._clock.now() - found.at >= CODE_LIFETIME:
            raise refusal(BAD_CODE)
        digest = hashlib.sha256(verifier.encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if found.challenge and proof != found.challenge:
            raise refusal(BAD_CODE, "code_verifier")
        return self.renew()
