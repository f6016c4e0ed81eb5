"""The Official Account API over HTTP, below `/zalo-oa/`. Errors are in the body of HTTP 200."""

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
from sandbox.zalo_oa import sending
from sandbox.zalo_oa.errors import CLOSED, INVALID_TOKEN, PARAMETER, RATE, refusal

if TYPE_CHECKING:
    from sandbox.zalo_oa.accounts import Oa, Oas

CLOSED_PATHS = ("v2.0/oa/message", "v3.0/oa/message/transaction", "v3.0/oa/message/promotion")
UPLOAD = "v2.0/oa/upload/"


class Api:
    """Routes below `/zalo-oa/v2.0` and `/zalo-oa/v3.0`."""

    def __init__(self, oas: Oas) -> None:
        self._oas = oas

    def routes(self) -> list[web.RouteDef]:
        """Return the route of the API."""
        return [web.route("*", "/zalo-oa/{path:v[23]\\.0/.+}", self._call)]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        token = request.headers.get("access_token", "")
        try:
            oa = self._oas.of_token(token)
        except ApiError as error:
            return as_json(_failure(error))
        asked: Parameters = {}
        files: dict[str, Upload] = {}
        fault = oa.faults.next(_method(path))
        cut = fault.cut if fault else ""
        left = oa.rate_left()
        try:
            asked, files = await parameters_of(request)
            if fault and fault.delay:
                await asyncio.sleep(fault.delay)
            if cut == "before":
                _log(oa, request, asked, None, cut)
                return cut_off(request)
            if failure := oa.faults.error(fault):
                raise failure
            if oa.revoked:
                raise refusal(INVALID_TOKEN)
            oa.tokens.check(token)
            if left < 0:
                raise refusal(RATE)
            data = await _run(oa, path, asked, files)
            answer = {"data": data, "error": 0, "message": "Success"}
        except ApiError as error:
            answer = _failure(error)
            oa.refused[str(error.code)] += 1
        named = {name: one.name for name, one in files.items()}
        _log(oa, request, {**asked, **named}, answer, cut)
        if cut:
            return cut_off(request)
        response = proxy_answer(fault, ill=True) or as_json(answer)
        response.headers["X-RateLimit-Limit"] = str(oa.switches.rate)
        response.headers["X-RateLimit-Remain"] = str(max(left, 0))
        return response


async def _run(oa: Oa, path: str, asked: Parameters, files: dict[str, Upload]) -> dict[str, Any]:
    if path == "v3.0/oa/message/cs":
        return await sending.send_cs(oa, asked)
    if path == "v3.0/oa/message/template":
        return await sending.send_template(oa, asked)
    kind = path.removeprefix(UPLOAD)
    if path.startswith(UPLOAD) and kind in sending.UPLOADS:
        return await sending.upload(oa, kind, files.get("file"))
    if path in CLOSED_PATHS:
        raise refusal(CLOSED)
    raise refusal(PARAMETER, f"{path} is not supported by this sandbox")


def _method(path: str) -> str:
    """The name of a call for faults and the log: its path without the version."""
    return path.partition("/oa/")[2]


def _failure(error: ApiError) -> dict[str, Any]:
    return {"error": error.code, "message": error.description}


def _log(
    oa: Oa, request: web.Request, asked: Parameters, answer: dict[str, Any] | None, cut: str
) -> None:
    recipient = asked.get("recipient")
    user_id = recipient.get("user_id") if isinstance(recipient, dict) else asked.get("user_id")
    person = oa.people.get(str(user_id))
    oa.calls.add(
        Call(
            method=_method(request.match_info["path"]),
            parameters=asked,
            answer=answer,
            origin=request.headers.get(ORIGIN, ""),
            chat_id=person.chat if person else None,
            ok=bool(answer and answer["error"] == 0),
            cut=cut,
        )
    )
