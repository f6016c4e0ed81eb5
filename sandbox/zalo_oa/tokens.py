"""Access and refresh tokens: a pair at a time; a refresh token works once, then both are dead."""

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
"""What account a token is of can be read from it: a test knows the first pair before it began."""
CODE_LASTS = 600
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a consent gave, to be exchanged once."""

    at: float
    challenge: str


class Tokens:
    """One account's. `lasts()`: seconds that an access and a refresh token hold."""

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
        """A new pair; the one before is dead."""
        self._number += 1
        self._at = self._clock.now()
        return self.pair()

    def pair(self) -> dict[str, str]:
        """As OAuth answers it: the seconds are text."""
        return {
            "access_token": self.access, "refresh_token": self.refresh,
            "expires_in": str(self._lasts()[0]),
        }  # fmt: skip

    def check(self, access: str) -> None:
        """Raises ApiError for an access token that does not work any more."""
        if access != self.access:
            raise refusal(INVALID_TOKEN)
        if self._clock.now() - self._at >= self._lasts()[0]:
            raise refusal(EXPIRED_TOKEN)

    def refreshed(self, refresh: str) -> dict[str, str]:
        """A new pair for a refresh token. Raises ApiError for one that was used or is too old."""
        if refresh != self.refresh or self._clock.now() - self._at >= self._lasts()[1]:
            raise refusal(DEAD_REFRESH)
        return self.renew()

    def consent(self, challenge: str) -> str:
        """A code for what an administrator allowed; `challenge`: S256 of the verifier, or nothing."""
        self._consents += 1
        code = f"code-{self._oa_id}-{self._consents}"
        self._codes[code] = Code(self._clock.now(), challenge)
        return code

    def exchanged(self, code: str, verifier: str) -> dict[str, str]:
        """A new pair for a code. Raises ApiError for one that was used, is too old, or not ours."""
        found = self._codes.pop(code, None)
        if found is None or self._clock.now() - found.at >= CODE_LASTS:
            raise refusal(BAD_CODE)
        digest = hashlib.sha256(verifier.encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if found.challenge and proof != found.challenge:
            raise refusal(BAD_CODE, "code_verifier")
        return self.renew()
