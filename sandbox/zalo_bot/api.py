"""The Bot Platform over HTTP, below `/zalo-bot/bot<token>/`.

The HTTP status means little there. The result is in `ok` and `error_code` of the body.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.calling import ORIGIN, Parameters, as_json, cut_off, parameters_of, proxy_answer
from sandbox.calls import Call
from sandbox.errors import ApiError
from sandbox.zalo_bot import sending, updates
from sandbox.zalo_bot.errors import refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.zalo_bot.bots import Bot, Bots

    Method = Callable[[Bot, Parameters], Awaitable[Any]]


async def get_me(bot: Bot, _parameters: Parameters) -> dict[str, Any]:
    """Return the bot's profile."""
    return bot.me()


METHODS: dict[str, tuple[Method, frozenset[str]]] = {
    "getMe": (get_me, frozenset()),
    "setWebhook": (updates.set_webhook, frozenset({"url", "secret_token"})),
    "deleteWebhook": (updates.delete_webhook, frozenset()),
    "getWebhookInfo": (updates.webhook_info, frozenset()),
    "testWebhook": (updates.check_webhook, frozenset()),
    "sendMessage": (
        sending.send_message,
        frozenset({"chat_id", "text", "parse_mode", "text_styles"}),
    ),
    "sendPhoto": (sending.send_photo, frozenset({"chat_id", "photo", "caption"})),
    "sendSticker": (sending.send_sticker, frozenset({"chat_id", "sticker"})),
    "sendVoice": (sending.send_voice, frozenset({"chat_id", "voice_url"})),
    "sendChatAction": (sending.send_chat_action, frozenset({"chat_id", "action"})),
}
"""The methods by name (case-sensitive), each with its parameters."""
POLL, POLL_PARAMETERS = "getUpdates", frozenset({"timeout"})


class Api:
    """Routes below `/zalo-bot/bot<token>/`."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    def routes(self) -> list[web.RouteDef]:
        """Return the route of the Bot Platform."""
        return [web.route("*", "/zalo-bot/bot{token}/{method}", self._call)]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters: Parameters = {}
        try:
            bot = self._bots.get(request.match_info["token"])
        except ApiError as error:
            return as_json(_failure(error))
        fault = bot.faults.next(method)
        status, cut = 200, fault.cut if fault else ""
        try:
            parameters, _files = await parameters_of(request)
            if fault and fault.delay:
                await asyncio.sleep(fault.delay)
            if cut == "before":
                _log(bot, request, parameters, None, cut)
                return cut_off(request)
            failure = refusal(401) if bot.revoked else bot.faults.error(fault)
            if failure:
                raise failure
            answer: dict[str, Any] = {"ok": True, "error_code": 0}
            result = await _run(bot, method, parameters, request)
            if result is not None:
                answer["result"] = result
        except ApiError as error:
            answer = _failure(error)
            status = bot.switches.http_status.get(str(error.code), error.code)
        _log(bot, request, parameters, answer, cut)
        return cut_off(request) if cut else proxy_answer(fault) or as_json(answer, status)


async def _run(bot: Bot, method: str, parameters: Parameters, request: web.Request) -> Any:
    if method == POLL:
        return await updates.get_updates(bot, parameters, lambda: request.transport is not None)
    if method not in METHODS:
        raise refusal(400, f"method {method} is not supported by this sandbox")
    return await METHODS[method][0](bot, parameters)


def _failure(error: ApiError) -> dict[str, Any]:
    return {"ok": False, "description": error.description, "error_code": error.code}


def _log(
    bot: Bot, request: web.Request, parameters: Parameters, answer: dict[str, Any] | None, cut: str
) -> None:
    method = request.match_info["method"]
    known = POLL_PARAMETERS if method == POLL else METHODS.get(method, (None, None))[1]
    person = bot.people.get(str(parameters.get("chat_id")))
    bot.calls.add(
        Call(
            method=method,
            parameters=parameters,
            answer=answer,
            origin=request.headers.get(ORIGIN, ""),
            chat_id=person.chat if person else None,
            ok=bool(answer and answer.get("ok")),
            cut=cut,
            unknown=() if known is None else [name for name in parameters if name not in known],
        )
    )
