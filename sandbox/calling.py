"""API calls over HTTP: parameters in any encoding, answers, and failures of the network."""

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
"""Our own header: the job or turn of the bot that asked for the call."""

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent with a call."""

    name: str
    mime: str
    content: bytes


async def parameters_of(request: web.Request) -> tuple[Parameters, dict[str, Upload]]:
    """Return the parameters and files of a call: query, form, multipart or JSON.

    Raises ApiError for any other body.
    """
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
            # A form's body has the syntax of a query. yarl parses it in C, much faster than urllib.
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
    """Return a JSON response."""
    return web.Response(body=orjson.dumps(answer), status=status, content_type="application/json")


def cut_off(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def proxy_answer(fault: Fault | None, *, ill: bool = False) -> web.Response | None:
    """Return the page or redirect of a proxy between bot and service, if the fault orders one.

    `ill`: the service itself never answers with an HTTP status, so the fault's status is a proxy's.
    """
    if fault is None:
        return None
    if fault.location:
        return web.Response(status=fault.error_code, headers={"Location": fault.location})
    if fault.html or (ill and fault.error_code >= 400):
        page = f"<html><body><h1>{fault.error_code}</h1></body></html>"
        return web.Response(text=page, status=fault.error_code, content_type="text/html")
    return None
