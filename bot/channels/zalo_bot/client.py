"""Calls of the Bot Platform: POST with JSON; only the body says whether a call succeeded.

The token is part of the address, so no exception of the HTTP client, whose text holds it, gets out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import orjson

from bot.channels.contract import TryAgain
from bot.channels.zalo_bot.errors import send_error

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 10.0
PHOTO_SECONDS = 120.0
"""Timeout of sendPhoto: Zalo fetches the photo before it answers."""
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
CODES = ("error_code", "errorCode")
NO_CODE = 500
"""The code of a failure whose answer has no code."""


class Client:
    """One pool of connections for all calls of one bot. Raises only `SendError`s."""

    def __init__(self, api_url: str, token: str) -> None:
        self._base = f"{api_url}/bot{token}/"
        self._http = httpx.AsyncClient(follow_redirects=False)

    async def call(
        self, method: str, body: Mapping[str, Any] | None = None, *, within: float = SECONDS
    ) -> Any:
        """Call a method; returns its `result` or None. `within`: timeout in seconds."""
        code, result = await self.ask(method, body, within=within)
        if code:
            raise send_error(code)
        return result

    async def ask(
        self, method: str, body: Mapping[str, Any] | None = None, *, within: float = SECONDS
    ) -> tuple[int, Any]:
        """Call a method; returns (error code or 0, result), for methods where an error is expected."""
        try:
            answer = await self._http.post(
                self._base + method,
                content=orjson.dumps(body or {}),
                headers={"Content-Type": "application/json"},
                timeout=httpx.Timeout(within, connect=SECONDS),
            )
        except NOT_SENT as error:
            raise TryAgain(type(error).__name__, counts=False) from None
        except httpx.HTTPError as error:
            raise TryAgain(type(error).__name__, ambiguous=True) from None
        return read(answer.status_code, answer.content)

    async def close(self) -> None:
        """Release connections."""
        await self._http.aclose()


def read(status: int, body: bytes) -> tuple[int, Any]:
    """Returns (error code or 0, result) of an answer.

    Raises `TryAgain` for what is no answer of the API: a proxy failed, or (with a good status) it is
    unknown whether the call was carried out.
    """
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("ok"), bool):
        if status >= 300:
            raise TryAgain(f"the service fails (status {status})")
        raise TryAgain("the answer is not one of the API's", ambiguous=True)
    if found["ok"]:
        return 0, found.get("result")
    code = next((found[name] for name in CODES if isinstance(found.get(name), int)), NO_CODE)
    return code or NO_CODE, None
