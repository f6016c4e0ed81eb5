"""Calls over HTTP: their parameters in any encoding, and answers that go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web
from yarl import URL

from sandbox.errors import ApiError

if TYPE_CHECKING:
    from sandbox.faults import Fault

BODY_LIMIT = 60 * 1024 * 1024
ORIGIN = "X-Nghedan-Origin"
"""Header of ours: which job or turn of the bot asked for the call."""

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    content: bytes


async def parameters_of(request: web.Request) -> tuple[Parameters, dict[str, Upload]]:
    """What a call says by query, form, multipart or JSON. Raises ApiError for what is no such."""
    parameters: Parameters = dict(request.query) if request.query_string else {}
    files: dict[str, Upload] = {}
    if request.method == "GET" or not request.can_read_body:
        return parameters, files
    kind = request.content_type
    try:
        if kind == "application/json":
            found = orjson.loads(await request.read() or b"{}")
            if not isinstance(found, dict):
                raise ApiError(400, "Bad Request: can't parse request: an Object is expected")
            parameters |= found
        elif kind == "application/x-www-form-urlencoded":
            # A form's body is a query; yarl reads it in C, many times faster than urllib.
            body = (await request.read()).decode()
            parameters.update(URL.build(query_string=body, encoded=True).query)
        else:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    files[name] = Upload(value.filename, value.content_type, value.file.read())
                else:
                    parameters[name] = value if isinstance(value, str) else bytes(value).decode()
    except orjson.JSONDecodeError:
        raise ApiError(400, "Bad Request: can't parse JSON object") from None
    except UnicodeDecodeError:
        raise ApiError(400, "Bad Request: strings must be encoded in UTF-8") from None
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    return parameters, files


def as_json(answer: Any, status: int = 200) -> web.Response:
    """An answer."""
    return web.Response(body=orjson.dumps(answer), status=status, content_type="application/json")


def cut_off(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def by_a_proxy(fault: Fault | None, *, ill: bool = False) -> web.Response | None:
    """What somebody between bot and service answers: a page or a redirect; None when nobody does.

    `ill`: the service itself never answers with an HTTP status like the fault's.
    """
    if fault is None:
        return None
    if fault.location:
        return web.Response(status=fault.error_code, headers={"Location": fault.location})
    if fault.html or (ill and fault.error_code >= 400):
        page = f"<html><body><h1>{fault.error_code}</h1></body></html>"
        return web.Response(text=page, status=fault.error_code, content_type="text/html")
    return None
