"""The HTTP seam: python-telegram-bot's requests over aiohttp, several times its own speed.

Tells apart what was never sent (a refused connection) from an answer that was lost. No error
holds the address: the token is part of it.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import aiohttp
import orjson
from aiohttp.payload import BytesPayload
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.odd_json import parse_json

ORIGIN_HEADER = "X-Nghedan-Origin"
origin: ContextVar[str] = ContextVar("origin", default="")
"""Which job or turn asked for the call that is being made; sent to a local Bot API only."""

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 20.0
UPLOAD_TIMEOUT = 120.0
"""Seconds for a call that carries a file."""
CONNECTIONS = 100


class NotSent(NetworkError):
    """The request never reached the service."""


class AnswerLost(TimedOut):
    """The request went out; whether it was carried out nobody knows."""


class ServiceIll(NetworkError):
    """The service, or something before it, answered with an error that is no answer of its API."""


class AiohttpRequest(BaseRequest):
    """One pool of connections for all calls of one bot."""

    def __init__(self, *, tell_origin: bool) -> None:
        self._tell_origin = tell_origin
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer, unless a call says otherwise."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Open the pool, once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open pool."""
        if self._session is None:
            raise RuntimeError("the request object is not initialised")
        return self._session

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Make a call; returns (HTTP status, body). Raises `NotSent`, `AnswerLost`, `ServiceIll`."""
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else READ_TIMEOUT
        if request_data is not None and request_data.contains_files:
            seconds = max(seconds, UPLOAD_TIMEOUT)
        return await self._exchange(method, url, _body(request_data), seconds)

    async def call(self, url: str, fields: dict[str, Any], within: float | None) -> Any:
        """Post JSON; returns what stands under `result`. The library's `post` does the same by way
        of an object a field, which every message would pay for. Raises what `post` raises."""
        body = BytesPayload(orjson.dumps(fields), content_type="application/json")
        status, found = await self._exchange("POST", url, body, within or READ_TIMEOUT)
        if status != 200:
            return await _Answered(status, found).post(url)
        return self.parse_json_payload(found)["result"]

    async def _exchange(
        self, method: str, url: str, body: Any, seconds: float
    ) -> tuple[int, bytes]:
        headers = {ORIGIN_HEADER: origin.get()} if self._tell_origin and origin.get() else None
        try:
            async with self.session.request(
                method,
                url,
                data=body,
                timeout=_timeout(seconds),
                headers=headers,
                allow_redirects=False,
            ) as answer:
                status, found = answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise AnswerLost(type(error).__name__) from None
        if status >= 500 or (status >= 300 and not found.startswith(b"{")):
            raise ServiceIll(f"status {status}")
        return status, found

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer's JSON; raises `AnswerLost` when it is none: who knows what it was."""
        try:
            found = parse_json(payload)
        except ValueError:
            raise AnswerLost("the answer is not JSON") from None
        if not isinstance(found, dict) or ("result" not in found and found.get("ok", True)):
            raise AnswerLost("the answer is not one of the Bot API's")
        return found


class _Answered(AiohttpRequest):
    """An answer that is there already: the library says which error it is."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(tell_origin=False)
        self._answer = status, body

    async def do_request(self, *_arguments: Any, **_named: Any) -> tuple[int, bytes]:
        """The answer."""
        return self._answer


@lru_cache
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(sock_connect=CONNECT_TIMEOUT, sock_read=seconds)


def _body(data: RequestData | None) -> Any:
    """JSON, or multipart when there are files."""
    if data is None:
        return None
    if not data.contains_files:
        return BytesPayload(orjson.dumps(data.parameters), content_type="application/json")
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
