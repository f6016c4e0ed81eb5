"""The Bot API over HTTP, with the encodings and answers of Telegram."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.calling import (
    ORIGIN,
    Parameters,
    Upload,
    as_json,
    cut_off,
    parameters_of,
    proxy_answer,
)
from sandbox.calls import Call
from sandbox.errors import ApiError
from sandbox.telegram.methods import METHODS, WAITING

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot, Bots

UNSUPPORTED = "Not Found: method {method} is not supported by this sandbox"


class Api:
    """Routes below `/bot<token>/` and `/file/bot<token>/`."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the Bot API."""
        return [
            web.route("*", "/bot{token}/{method}", self._call),
            web.get("/file/bot{token}/{path:.+}", self._file),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters: Parameters = {}
        try:
            bot = self._bots.get(request.match_info["token"])
        except ApiError as error:
            return as_json(_failure(error), error.code)
        fault = bot.faults.next(method)
        code, cut = 200, fault.cut if fault else ""
        try:
            parameters, files = await parameters_of(request)
            if fault and fault.delay:
                await asyncio.sleep(fault.delay)
            if cut == "before":
                bot.log(_logged(request, parameters, None, cut))
                return cut_off(request)
            failure = bot.faults.error(fault)
            if bot.revoked:
                failure = ApiError(401, "Unauthorized")
            if failure:
                raise failure
            answer = {"ok": True, "result": await _run(bot, method, parameters, files, request)}
        except ApiError as error:
            answer, code = _failure(error), error.code
        bot.log(_logged(request, parameters, answer, cut))
        return cut_off(request) if cut else proxy_answer(fault) or as_json(answer, code)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            bot = self._bots.get(request.match_info["token"])
        except ApiError as error:
            return as_json(_failure(error), error.code)
        file = bot.paths.get(request.match_info["path"])
        if file is None or bot.revoked:
            refusal = ApiError(401, "Unauthorized") if bot.revoked else ApiError(404, "Not Found")
            return as_json(_failure(refusal), refusal.code)
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


def _logged(
    request: web.Request, parameters: Parameters, answer: dict[str, Any] | None, cut: str
) -> Call:
    return Call(
        method=request.match_info["method"],
        parameters=parameters,
        answer=answer,
        origin=request.headers.get(ORIGIN, ""),
        cut=cut,
    )


def _failure(error: ApiError) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.parameters:
        answer["parameters"] = error.parameters
    return answer
