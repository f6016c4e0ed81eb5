"""The Bot API over HTTP: calls in any of the encodings Telegram takes, answers as it gives them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from sandbox.errors import ApiError
from sandbox.methods import METHODS, updates
from sandbox.methods.method import Parameters, Upload

if TYPE_CHECKING:
    from sandbox.bots import Bot, Bots
    from sandbox.faults import Fault

BODY_LIMIT = 60 * 1024 * 1024
UNSUPPORTED = "Not Found: method {method} is not supported by this sandbox"


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
        try:
            bot = self._bots.get(request.match_info["token"])
        except ApiError as error:
            return _failed(error)
        parameters, files = await _parameters(request)
        fault = bot.faults.next(method)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and fault.cut == "before":
            return _cut(request)
        try:
            _refuse(bot, fault)
            result = await _run(bot, method, parameters, files)
        except ApiError as error:
            answer = _failure(error)
            bot.record(method, parameters, answer, request.headers.get("X-Nghedan-Origin", ""))
            return _json(answer, error.code)
        answer = {"ok": True, "result": result}
        bot.record(method, parameters, answer, request.headers.get("X-Nghedan-Origin", ""))
        if fault and fault.cut == "after":
            return _cut(request)
        return _json(answer)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            bot = self._bots.get(request.match_info["token"])
        except ApiError as error:
            return _failed(error)
        path = request.match_info["path"]
        for file in bot.files.values():
            if file.path == path:
                return web.Response(body=file.content, content_type="application/octet-stream")
        return _failed(ApiError(404, "Not Found"))


def _refuse(bot: Bot, fault: Fault | None) -> None:
    failure = fault.error() if fault else None
    if bot.revoked:
        failure = ApiError(401, "Unauthorized")
    if failure:
        raise failure


async def _run(bot: Bot, method: str, parameters: Parameters, files: dict[str, Upload]) -> Any:
    name = method.lower()
    if name == "getupdates":
        return await updates.get_updates(bot, parameters)
    if name == "setwebhook":
        return await updates.set_webhook(bot, parameters)
    if name == "deletewebhook":
        return await updates.set_webhook(bot, {**parameters, "url": ""})
    if name == "getwebhookinfo":
        return updates.webhook_info(bot)
    found = METHODS.get(name)
    if found is None:
        raise ApiError(404, UNSUPPORTED.format(method=method))
    return found(bot, parameters, files)


async def _parameters(request: web.Request) -> tuple[Parameters, dict[str, Upload]]:
    parameters: Parameters = dict(request.query)
    files: dict[str, Upload] = {}
    kind = request.content_type
    if request.method == "GET" or not request.can_read_body:
        return parameters, files
    if kind == "application/json":
        body = orjson.loads(await request.read() or b"{}")
        return parameters | body, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            content = value.file.read()
            files[name] = Upload(value.filename, value.content_type, content)
        else:
            parameters[name] = value if isinstance(value, str) else bytes(value).decode()
    return parameters, files


def _json(answer: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(answer), status=status, content_type="application/json")


def _failure(error: ApiError) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.parameters:
        answer["parameters"] = error.parameters
    return answer


def _failed(error: ApiError) -> web.Response:
    return _json(_failure(error), error.code)


def _cut(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
