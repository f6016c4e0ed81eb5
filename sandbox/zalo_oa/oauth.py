"""Consent and tokens, below `/zalo-oa/v4/oa`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web
from yarl import URL

from sandbox.calling import ORIGIN, as_json, cut_off, parameters_of, proxy_answer
from sandbox.calls import Call
from sandbox.errors import ApiError
from sandbox.zalo_oa.errors import (
    BAD_CODE,
    BAD_SECRET,
    DEAD_REFRESH,
    PARAMETER,
    REDIRECT,
    refusal,
)

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.zalo_oa.accounts import Oa, Oas

METHOD = "access_token"
"""The method name for faults and for the call log, which never contains tokens and codes."""


class OAuth:
    """The routes of the consent page and of the tokens."""

    def __init__(self, oas: Oas) -> None:
        self._oas = oas

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/zalo-oa/v4/oa/permission", self._permission),
            web.post("/zalo-oa/v4/oa/access_token", self._tokens),
        ]

    async def _permission(self, request: web.Request) -> web.StreamResponse:
        """Redirect with a code, as if an administrator had agreed."""
        asked = request.query
        oa = self._oas.of_app(asked.get("app_id", ""))
        back = asked.get("redirect_uri", "")
        if oa is None or not back or oa.redirect_uri not in ("", back):
            return as_json(_failure(refusal(REDIRECT)))
        code = oa.tokens.consent(asked.get("code_challenge", ""))
        more = {"state": asked["state"]} if "state" in asked else {}
        raise web.HTTPFound(URL(back).update_query(code=code, oa_id=oa.id, **more))

    async def _tokens(self, request: web.Request) -> web.StreamResponse:
        try:
            asked, _files = await parameters_of(request)
            oa = self._account(asked)
        except ApiError as error:
            return as_json(_failure(error))
        fault = oa.faults.next(METHOD)
        cut = fault.cut if fault else ""
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if cut == "before":
            _log(oa, asked, None, request, cut)
            return cut_off(request)
        try:
            if failure := oa.faults.error(fault):
                raise failure
            answer: dict[str, Any] = _issued(oa, asked, request.headers.get("secret_key", ""))
        except ApiError as error:
            answer = _failure(error)
        _log(oa, asked, answer, request, cut)
        return cut_off(request) if cut else proxy_answer(fault, ill=True) or as_json(answer)

    def _account(self, asked: Parameters) -> Oa:
        if asked.get("grant_type") == "authorization_code":
            return self._oas.of_token(str(asked.get("code")), BAD_CODE)
        if asked.get("grant_type") == "refresh_token":
            return self._oas.of_token(str(asked.get("refresh_token")), DEAD_REFRESH)
        raise refusal(PARAMETER, "grant_type")


def _issued(oa: Oa, asked: Parameters, secret: str) -> dict[str, Any]:
    if asked.get("app_id") != oa.app_id or secret != oa.app_secret:
        raise refusal(BAD_SECRET)
    if oa.revoked:
        raise refusal(DEAD_REFRESH)
    if asked["grant_type"] == "authorization_code":
        return oa.tokens.exchanged(str(asked["code"]), str(asked.get("code_verifier") or ""))
    return oa.tokens.refreshed(str(asked["refresh_token"]))


def _failure(error: ApiError) -> dict[str, Any]:
    return {
        "error": error.code,
        "error_name": error.description,
        "error_description": error.description,
    }


def _log(
    oa: Oa, asked: Parameters, answer: dict[str, Any] | None, request: web.Request, cut: str
) -> None:
    ok = bool(answer and "access_token" in answer)
    logged: dict[str, Any] | None = {"error": 0} if ok else answer
    oa.calls.add(
        Call(
            method=METHOD,
            parameters={"grant_type": asked["grant_type"]},
            answer=logged,
            origin=request.headers.get(ORIGIN, ""),
            ok=ok,
            cut=cut,
        )
    )
