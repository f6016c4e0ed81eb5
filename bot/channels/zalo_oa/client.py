"""Calls of the OA OpenAPI v3: the token in a header, JSON or one file in the body."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import orjson

from bot.channels.contract import TryAgain
from bot.channels.zalo_oa.errors import TOKEN_SPENT, send_error

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(15.0, connect=10.0)
UPLOAD_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
MESSAGE = "/v3.0/oa/message/cs"
TEMPLATE = "/v3.0/oa/message/template"
UPLOAD = "/v2.0/oa/upload/{kind}"
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Tokens(Protocol):
    """Where the access token comes from."""

    async def current(self) -> str:
        """The token to use now. Raises `SendError` when there is none."""
        ...

    async def instead_of(self, refused: str) -> str:
        """A token newer than the one that was refused. Raises `SendError` when there is none."""
        ...

    async def close(self) -> None:
        """Finish a running renewal."""
        ...


class Client:
    """One pool of connections for all calls of one account.

    Raises only `SendError`s, whose text holds no token and nobody's words.
    """

    def __init__(self, api_url: str, tokens: Tokens) -> None:
        self._api_url = api_url
        self._tokens = tokens
        self._http = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False)

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post JSON; returns the answer's `data`."""
        return await self._call(
            path,
            TIMEOUT,
            content=orjson.dumps(body),
            headers={"Content-Type": "application/json"},
        )

    async def upload(self, kind: str, name: str, content: bytes, mime: str) -> dict[str, Any]:
        """Upload a file of `kind` (image, file, gif); returns the answer's `data`."""
        return await self._call(
            UPLOAD.format(kind=kind), UPLOAD_TIMEOUT, files={"file": (name, content, mime)}
        )

    async def close(self) -> None:
        """Release connections."""
        await self._http.aclose()

    async def _call(self, path: str, within: httpx.Timeout, **request: Any) -> dict[str, Any]:
        """Call, and call once more with a newer token when the first is refused."""
        token = await self._tokens.current()
        code, data = await self._once(path, token, within, request)
        if code in TOKEN_SPENT:
            log.info("Zalo refuses the access token (%s); trying a newer one", code)
            token = await self._tokens.instead_of(token)
            code, data = await self._once(path, token, within, request)
        if code:
            raise send_error(code)
        return data

    async def _once(
        self, path: str, token: str, within: httpx.Timeout, request: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        headers = {**request.get("headers", {}), "access_token": token}
        try:
            answer = await self._http.post(
                self._api_url + path, **{**request, "headers": headers, "timeout": within}
            )
        except NOT_SENT as error:
            raise TryAgain(type(error).__name__, counts=False) from None
        except httpx.HTTPError as error:
            raise TryAgain(type(error).__name__, ambiguous=True) from None
        return read(answer.status_code, answer.content)


def read(status: int, body: bytes) -> tuple[int, dict[str, Any]]:
    """Returns (error code or 0, data) of an answer.

    Raises `TryAgain` for what is no answer of the API: a proxy failed, or (with a good status) it is
    unknown whether the call was carried out.
    """
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    code = found.get("error") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(code, int):
        if status >= 300:
            raise TryAgain(f"the service fails (status {status})")
        raise TryAgain("the answer is not one of the API's", ambiguous=True)
    data = found.get("data")
    return code, data if isinstance(data, dict) else {}
