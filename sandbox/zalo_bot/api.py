"""The Bot Platform over HTTP, below `/zalo-bot/bot<token>/`. The HTTP status says little there:
what counts is `ok` and `error_code` in the body."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.calling import ORIGIN, Parameters, as_json, by_a_proxy, cut_off, parameters_of
from sandbox.errors import ApiError
from sandbox.zalo_bot import hearing, sending
from sandbox.zalo_bot.errors import refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.zalo_bot.bots import Bot, Bots

    Method = Callable[[Bot, Parameters], Awaitable[Any]]


async def get_me(bot: Bot, _parameters: Parameters) -> dict[str, Any]:
    """Who the bot is."""
    return bot.me()


METHODS: dict[str, tuple[Method, frozenset[str]]] = {
    "getMe": (get_me, frozenset()),
    "setWebhook": (hearing.set_webhook, frozenset({"url", "secret_token"})),
    "deleteWebhook": (hearing.delete_webhook, frozenset()),
    "getWebhookInfo": (hearing.webhook_info, frozenset()),
    "testWebhook": (hearing.check_webhook, frozenset()),
    "sendMessage": (
        sending.send_message, frozenset({"chat_id", "text", "parse_mode", "text_styles"}),
    ),
    "sendPhoto": (sending.send_photo, frozenset({"chat_id", "photo", "caption"})),
    "sendSticker": (sending.send_sticker, frozenset({"chat_id", "sticker"})),
    "sendVoice": (sending.send_voice, frozenset({"chat_id", "voice_url"})),
    "sendChatAction": (sending.send_chat_action, frozenset({"chat_id", "action"})),
}  # fmt: skip
"""By name, whose case counts, with the parameters that each knows."""
POLL = ("getUpdates", frozenset({"timeout"}))


class Api:
    """Routes below `/zalo-bot/bot<token>/`."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [web.route("*", "/zalo-bot/bot{token}/{method}", self._call)]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        origin = request.headers.get(ORIGIN, "")
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
                _record(bot, method, parameters, None, origin, cut)
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
        _record(bot, method, parameters, answer, origin, cut)
        return cut_off(request) if cut else by_a_proxy(fault) or as_json(answer, status)


async def _run(bot: Bot, method: str, parameters: Parameters, request: web.Request) -> Any:
    if method == POLL[0]:
        return await hearing.get_updates(bot, parameters, lambda: request.transport is not None)
    if method not in METHODS:
        raise refusal(400, f"method {method} is not supported by this sandbox")
    return await METHODS[method][0](bot, parameters)


def _failure(error: ApiError) -> dict[str, Any]:
    return {"ok": False, "description": error.description, "error_code": error.code}


def _record(
    bot: Bot, method: str, parameters: Parameters, answer: dict[str, Any] | None, origin: str,
    cut: str,
) -> None:  # fmt: skip
    known = POLL[1] if method == POLL[0] else METHODS.get(method, (None, None))[1]
    strange = [] if known is None else [name for name in parameters if name not in known]
    person = bot.people.get(str(parameters.get("chat_id")))
    bot.calls.add(
        method, parameters, answer, origin, chat_id=person.chat if person else None,
        ok=bool(answer and answer.get("ok")), cut=cut, unknown=strange,
    )  # fmt: skip
