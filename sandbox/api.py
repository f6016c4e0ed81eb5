"""The Bot API over HTTP: calls in any of the encodings Telegram takes, answers as it gives them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web
from yarl import URL

from sandbox.errors import ApiError, bad_request
from sandbox.methods import METHODS, WAITING
from sandbox.methods.method import Parameters, Upload

if TYPE_CHECKING:
    from sandbox.bots import Bot, Bots

BODY_LIMIT = 60 * 1024 * 1024
UNSUPPORTED = "Not Found: method {method} is not supported by this sandbox"
_ORIGIN = "X-Nghedan-Origin"


class Api:
    """Routes below `/bot<token>/` and `/file/bot<token>/`."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [
            web.route("*", "/bot{token}/{method}", self._call),
            web.get("/file/bot{token}/{path:.+}", self._file),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        origin = request.headers.get(_ORIGIN, "")
        parameters: Parameters = {}
        try:
            bot = self._bots.get(request.match_info["token"])
        except ApiError as error:
            return _json(_failure(error), error.code)
        fault = bot.faults.next(method)
        code, cut = 200, fault.cut if fault else ""
        try:
            parameters, files = await _parameters(request)
            if fault and fault.delay:
                await asyncio.sleep(fault.delay)
            if cut == "before":
                bot.record(method, parameters, None, origin, cut)
                return _cut(request)
            failure = fault.error() if fault else None
            if bot.revoked:
                failure = ApiError(401, "Unauthorized")
            if failure:
                raise failure
            answer = {"ok": True, "result": await _run(bot, method, parameters, files, request)}
        except ApiError as error:
            answer, code = _failure(error), error.code
        bot.record(method, parameters, answer, origin, cut)
        return _cut(request) if cut else _json(answer, code)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            bot = self._bots.get(request.match_info["token"])
        except ApiError as error:
            return _json(_failure(error), error.code)
        file = bot.paths.get(request.match_info["path"])
        if file is None or bot.revoked:
            refusal = ApiError(401, "Unauthorized") if bot.revoked else ApiError(404, "Not Found")
            return _json(_failure(refusal), refusal.code)
        return web.Response(body=file.content, content_type="application/octet-stream")


async def _run(
    bot: Bot, method: str, parameters: Parameters, files: dict[str, Upload], request: web.Request
) -> Any:
    name = method.lower()
    known = METHODS.get(name)
    if known is not None:
        return known(bot, parameters, files)
    waiting = WAITING.get(name)
    if waiting is not None:
        return await waiting(bot, parameters, lambda: request.transport is not None)
    raise ApiError(404, UNSUPPORTED.format(method=method))


async def _parameters(request: web.Request) -> tuple[Parameters, dict[str, Upload]]:
    parameters: Parameters = dict(request.query) if request.query_string else {}
    files: dict[str, Upload] = {}
    if request.method == "GET" or not request.can_read_body:
        return parameters, files
    kind = request.content_type
    try:
        if kind == "application/json":
            found = orjson.loads(await request.read() or b"{}")
            if not isinstance(found, dict):
                raise bad_request("can't parse request: an Object is expected")
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
        raise bad_request("can't parse JSON object") from None
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    return parameters, files


def _json(answer: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(answer), status=status, content_type="application/json")


def _failure(error: ApiError) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "ok": False, "error_code": error.code, "description": error.description,
    }  # fmt: skip
    if error.parameters:
        answer["parameters"] = error.parameters
    return answer


def _cut(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
