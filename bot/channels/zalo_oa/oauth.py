"""Zalo's OAuth: a consent gives a code, a code a pair of tokens; a refresh token works once."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson

from bot.channels.contract import TryAgain
from domain import outside

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
RENEWABLE_FOR = timedelta(days=90)
"""How long a refresh token is valid: three months."""
LIVES = timedelta(hours=25)
"""How long an access token is valid when the answer does not say it."""
DEAD = {-14014: "the refresh token is not valid", -118: "the refresh token is not valid"}
REDIRECT = -14003


class Ended(Exception):
    """Zalo will never accept this code or refresh token; `code` is its error."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code}: {DEAD.get(code, 'not accepted')}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Pair:
    """What a code or a refresh token was exchanged for."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    lives: timedelta
    """How long the access token is valid from now on."""


class OAuth:
    """The calls of Zalo's OAuth. No error's text holds a token, a code or the app's secret."""

    def __init__(self, url: str, app_id: str, app_secret: str) -> None:
        self._url = url
        self._app_id = app_id
        self._app_secret = app_secret

    def consent(self, redirect_uri: str, verifier: str, state: str) -> str:
        """The address of the page on which an administrator of the account agrees."""
        challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "app_id": self._app_id,
            "redirect_uri": redirect_uri,
            "code_challenge": challenge.decode(),
            "state": state,
        }
        return f"{self._url}/v4/oa/permission?{urlencode(asked)}"

    async def exchange(self, code: str, verifier: str) -> Pair:
        """The first pair, for a code of at most ten minutes. Raises `Ended`, `TryAgain`."""
        return await self._ask(
            {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        )

    async def renew(self, refresh_token: str) -> Pair:
        """The next pair; the old refresh token is void from now on. Raises `Ended`, `TryAgain`."""
        return await self._ask({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def _ask(self, fields: dict[str, str]) -> Pair:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False) as http:
                answer = await http.post(
                    f"{self._url}/v4/oa/access_token",
                    data={"app_id": self._app_id, **fields},
                    headers={"secret_key": self._app_secret},
                )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise TryAgain(type(error).__name__, counts=False) from None
        except httpx.HTTPError as error:
            raise TryAgain(type(error).__name__, ambiguous=True, counts=False) from None
        return _pair(answer.status_code, answer.content)


def verifier() -> str:
    """A new secret for one consent (the PKCE code verifier of RFC 7636, 43 characters)."""
    return secrets.token_urlsafe(32)


def _pair(status: int, body: bytes) -> Pair:
    try:
        found: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise TryAgain(f"the service fails (status {status})", counts=False)
    access, renewal = found.get("access_token"), found.get("refresh_token")
    if access and renewal:
        return Pair(str(access), str(renewal), _lives(found.get("expires_in")))
    code = found.get("error")
    if isinstance(code, int) and (code in DEAD or code == REDIRECT):
        raise Ended(code)
    raise TryAgain(
        f"{code if isinstance(code, int) else 'an answer without tokens'}", counts=False
    )


def _lives(given: Any) -> timedelta:
    """The given seconds, which come as a string; the documented value for anything implausible."""
    seconds = outside.whole(given)
    if seconds is None or not 60 <= seconds <= LIVES.total_seconds() * 30:
        return LIVES
    return timedelta(seconds=seconds)
