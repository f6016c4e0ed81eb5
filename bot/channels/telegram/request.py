"""Sends python-telegram-bot's requests by pyreqwest, which needs less of Python's time.

See docs/decisions/0022-http-client.md. It distinguishes a request that was never sent (a refused
connection) from a lost answer. No error holds the address, because the token is part of it.
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
"""Which job or turn asked for the current call; sent to a local Bot API only."""

CONNECT_TIMEOUT = timedelta(seconds=10)
READ_TIMEOUT = 20.0
UPLOAD_TIMEOUT = 300.0
"""Seconds for a call with a file: 50 MB at 1.4 megabits a second."""
CONNECTIONS = 100
NO_CONNECTION = "client error (Connect)"
"""The text with which hyper, the library below, reports a failed connection. If the text changes, such
an error counts as a lost answer, which is the safe side."""
JSON_HEADERS = {"Content-Type": "application/json"}


class NotSent(NetworkError):
    """The request never reached the service."""


class AnswerLost(TimedOut):
    """The request was sent; it is unknown whether it was carried out."""


class ServiceFailed(NetworkError):
    """The service or a proxy answered with an error that is no answer of the Bot API."""


class PyreqwestRequest(BaseRequest):
    """One pool of connections for all calls of one bot."""

    def __init__(self, *, tell_origin: bool) -> None:
        self._tell_origin = tell_origin
        self._client: Client | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer, unless a call sets its own."""
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
        """Make a call; returns (HTTP status, body). Raises `NotSent`, `AnswerLost`, `ServiceFailed`."""
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else READ_TIMEOUT
        call = self.client.request(method, url)
        if request_data is not None and request_data.contains_files:
            seconds = max(seconds, UPLOAD_TIMEOUT)
            call = call.multipart(_form(request_data))
        elif request_data is not None:
            call = call.headers(JSON_HEADERS).body_bytes(orjson.dumps(request_data.parameters))
        return await self._exchange(call, seconds)

    async def call(self, url: str, fields: dict[str, Any], within: float | None) -> Any:
        """Post JSON; returns the answer's `result`. Raises what the library's `post` raises.

        The library's `post` builds an object for each field, which is slow for every message.
        """
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
            raise ServiceFailed(f"status {status}")
        return status, found

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer; raises `AnswerLost` when it is not one of the Bot API's."""
        try:
            found = parse_lenient_json(payload)
        except ValueError:
            raise AnswerLost("the answer is not JSON") from None
        if not isinstance(found, dict) or ("result" not in found and found.get("ok", True)):
            raise AnswerLost("the answer is not one of the Bot API's")
        return found


class _Answered(PyreqwestRequest):
    """A request object with a ready answer, so that the library turns it into its error."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(tell_origin=False)
        self._answer = status, body

    async def do_request(self, *_arguments: Any, **_named: Any) -> tuple[int, bytes]:
        """Return the ready answer."""
        return self._answer


def _never_sent(error: PyreqwestError) -> bool:
    """Whether no connection was made.

    The causes show it, not the class: a connection cut within an answer is a `ConnectError`, too.
    """
    causes = (isinstance(error, DetailedPyreqwestError) and error.details["causes"]) or ()
    return any(cause["message"] == NO_CONNECTION for cause in causes)


@lru_cache
def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def _form(data: RequestData) -> FormBuilder:
    """The multipart form of a request with files."""
    form = FormBuilder()
    for name, value in data.json_parameters.items():
        form = form.text(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        body = content if isinstance(content, bytes) else content.read()
        form = form.part(name, PartBuilder.from_bytes(body).file_name(filename).mime(mime))
    return form
