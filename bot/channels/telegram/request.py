"""The HTTP seam: python-telegram-bot's requests over pyreqwest, which does its work beside Python
(docs/decisions/0022-http-client.md).

Tells apart what was never sent (a refused connection) from an answer that was lost. No error
holds the address: the token is part of it.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError, PyreqwestError
from pyreqwest.multipart import FormBuilder, PartBuilder
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.lenient_json import parse_lenient_json

if TYPE_CHECKING:
    from pyreqwest.request import RequestBuilder

ORIGIN_HEADER = "X-Nghedan-Origin"
origin: ContextVar[str] = ContextVar("origin", default="")
"""Which job or turn asked for the call that is being made; sent to a local Bot API only."""

CONNECT_TIMEOUT = timedelta(seconds=10)
READ_TIMEOUT = 20.0
UPLOAD_TIMEOUT = 300.0
"""Seconds for a call that carries a file: 50 MB over a line of 1.4 megabit a second."""
CONNECTIONS = 100
NO_CONNECTION = "client error (Connect)"
"""How hyper, which is below, names that there was no connection; were it to name it otherwise,
every such error would count as a lost answer, the careful side."""
JSON_HEADERS = {"Content-Type": "application/json"}


class NotSent(NetworkError):
    """The request never reached the service."""


class AnswerLost(TimedOut):
    """The request went out; whether it was carried out nobody knows."""


class ServiceIll(NetworkError):
    """The service, or something before it, answered with an error that is no answer of its API."""


class PyreqwestRequest(BaseRequest):
    """One pool of connections for all calls of one bot."""

    def __init__(self, *, tell_origin: bool) -> None:
        self._tell_origin = tell_origin
        self._client: Client | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer, unless a call says otherwise."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Open the pool, once."""
        if self._client is None:
            self._client = (
                ClientBuilder()
                .max_connections(CONNECTIONS)
                .connect_timeout(CONNECT_TIMEOUT)
                .follow_redirects(False)
                .no_proxy()
                .build()
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    @property
    def client(self) -> Client:
        """The open pool."""
        if self._client is None:
            raise RuntimeError("the request object is not initialised")
        return self._client

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
        call = self.client.request(method, url)
        if request_data is not None and request_data.contains_files:
            seconds = max(seconds, UPLOAD_TIMEOUT)
            call = call.multipart(_form(request_data))
        elif request_data is not None:
            call = call.headers(JSON_HEADERS).body_bytes(orjson.dumps(request_data.parameters))
        return await self._exchange(call, seconds)

    async def call(self, url: str, fields: dict[str, Any], within: float | None) -> Any:
        """Post JSON; returns what stands under `result`. The library's `post` does the same by way
        of an object a field, which every message would pay for. Raises what `post` raises."""
        call = self.client.post(url).headers(JSON_HEADERS).body_bytes(orjson.dumps(fields))
        status, found = await self._exchange(call, within or READ_TIMEOUT)
        if status != 200:
            return await _Answered(status, found).post(url)
        return self.parse_json_payload(found)["result"]

    async def _exchange(self, call: RequestBuilder, seconds: float) -> tuple[int, bytes]:
        if self._tell_origin and (asked := origin.get()):
            call = call.header(ORIGIN_HEADER, asked)
        try:
            answer = await call.timeout(_span(seconds)).build().send()
            status, found = answer.status, bytes(await answer.bytes())
        except PyreqwestError as error:
            lost = NotSent if _never_sent(error) else AnswerLost
            raise lost(type(error).__name__) from None
        if status >= 500 or (status >= 300 and not found.startswith(b"{")):
            raise ServiceIll(f"status {status}")
        return status, found

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer's JSON; raises `AnswerLost` when it is none: who knows what it was."""
        try:
            found = parse_lenient_json(payload)
        except ValueError:
            raise AnswerLost("the answer is not JSON") from None
        if not isinstance(found, dict) or ("result" not in found and found.get("ok", True)):
            raise AnswerLost("the answer is not one of the Bot API's")
        return found


class _Answered(PyreqwestRequest):
    """An answer that is there already: the library says which error it is."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(tell_origin=False)
        self._answer = status, body

    async def do_request(self, *_arguments: Any, **_named: Any) -> tuple[int, bytes]:
        """The answer."""
        return self._answer


def _never_sent(error: PyreqwestError) -> bool:
    """Whether there was no connection to send on. The error's class does not tell: a connection
    cut in the middle of an answer is a `ConnectError`, too. Its causes do."""
    causes = (isinstance(error, DetailedPyreqwestError) and error.details["causes"]) or ()
    return any(cause["message"] == NO_CONNECTION for cause in causes)


@lru_cache
def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def _form(data: RequestData) -> FormBuilder:
    """Multipart, for what carries files."""
    form = FormBuilder()
    for name, value in data.json_parameters.items():
        form = form.text(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        held = content if isinstance(content, bytes) else content.read()
        form = form.part(name, PartBuilder.from_bytes(held).file_name(filename).mime(mime))
    return form
