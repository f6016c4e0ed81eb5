"""The control API of Telegram's bots: act as a person, and inspect the service."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from sandbox.control import (
    Body,
    Handler,
    album_of,
    body_of,
    common_routes,
    form_of,
    integer,
    run_acts,
    single_file,
)
from sandbox.errors import ApiError, ControlError
from sandbox.telegram.bots import Bot, Bots
from sandbox.telegram.chats import Chat
from sandbox.telegram.phone import memberships, people, tapping

Act = Callable[[Bot, Chat, Body], Body]

BOT = "/sandbox/bots/{token}"
UPLOADS = ("photo", "voice", "document", "video", "audio")
ACTS: dict[str, Act] = {
    "say": people.sends_text,
    "open": people.opens,
    "location": people.sends_location,
    "contact": people.shares_contact,
    "sticker": people.sends_sticker,
    "edit": people.edits,
    "tap": tapping.taps,
    "follow": tapping.follows,
    "block": memberships.blocks,
    "unblock": memberships.unblocks,
    "join": memberships.joins,
    "leave": memberships.removes_bot,
    "promote": memberships.promotes,
    "enter": memberships.enters,
    "exit": memberships.leaves,
    "migrate": memberships.migrates,
}
"""The acts of a person, by their names in the control API."""


class Control:
    """Routes below `/sandbox/bots`."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the control API."""
        return [
            web.get("/sandbox/bots", self._list),
            *(
                web.post(f"{BOT}/chats/{{chat}}/{name}", self._act(act))
                for name, act in ACTS.items()
            ),
            web.post(f"{BOT}/acts", self._acts),
            web.post(f"{BOT}/chats/{{chat}}/album", self._album),
            *(web.post(f"{BOT}/chats/{{chat}}/{kind}", self._upload(kind)) for kind in UPLOADS),
            web.get(f"{BOT}/chats/{{chat}}/messages", self._messages),
            web.get(f"{BOT}/chats/{{chat}}/menu", self._menu),
            web.get(f"{BOT}/files/{{file}}", self._file),
            web.post(f"{BOT}/redeliver", self._redeliver),
            web.post(f"{BOT}/updates", self._raw_update),
            web.get(f"{BOT}/state", self._state),
            *common_routes(BOT, self._bot, self._forget),
        ]

    def _act(self, act: Act) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            bot, chat = self._place(request)
            return web.json_response(act(bot, chat, await body_of(request)))

        return handle

    async def _acts(self, request: web.Request) -> web.StreamResponse:
        bot = self._bot(request)

        def do(act: Act, body: Body) -> Body:
            return act(bot, bot.chat(integer(body.get("chat"), "chat id")), body)

        return web.json_response(run_acts(await body_of(request), ACTS, do))

    def _upload(self, kind: str) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            bot, chat = self._place(request)
            fields, files = await form_of(request)
            return web.json_response(
                people.sends_file(bot, chat, kind, single_file(files), fields)
            )

        return handle

    async def _album(self, request: web.Request) -> web.StreamResponse:
        bot, chat = self._place(request)
        fields, files = await form_of(request)
        fields["album"] = fields.get("album") or bot.album_id()
        kind, album = album_of(fields, files, UPLOADS)
        return web.json_response(
            [people.sends_file(bot, chat, kind, file, more) for file, more in album]
        )

    async def _list(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(
            [
                {"token": token, "username": self._bots.get(token).username}
                for token in self._bots.tokens()
            ]
        )

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        _bot, chat = self._place(request)
        return web.json_response(chat.screen(integer(request.query.get("after", "0"), "after")))

    async def _menu(self, request: web.Request) -> web.StreamResponse:
        bot, chat = self._place(request)
        user_id = integer(request.query.get("user_id") or max(chat.id, 0), "user_id")
        language = request.query.get("language_code", "")
        admin = chat.statuses.get(user_id, "member") != "member"
        return web.json_response(bot.commands.seen(chat.id, user_id, language, admin=admin))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._bot(request).files.get(request.match_info["file"])
        if file is None:
            raise ControlError("no such file", 404)
        kind = file.mime or "application/octet-stream"
        return web.Response(body=file.content, content_type=kind.split(";")[0])

    async def _redeliver(self, request: web.Request) -> web.StreamResponse:
        bot = self._bot(request)
        update_id = integer((await body_of(request)).get("update_id"), "update_id")
        if not bot.pending.again(update_id):
            raise ControlError("no such update", 404)
        bot.arrived.set()
        return web.json_response({"update_id": update_id})

    async def _raw_update(self, request: web.Request) -> web.StreamResponse:
        bot = self._bot(request)
        update_id = bot.pending.add_raw(await body_of(request), 0)
        bot.arrived.set()
        return web.json_response({"update_id": update_id})

    async def _state(self, request: web.Request) -> web.StreamResponse:
        bot = self._bot(request)
        return web.json_response(
            {
                "waiting": bot.pending.waiting(),
                "confirmed": bot.pending.confirmed,
                "made": bot.pending.count,
                "calls": bot.calls.count,
                "webhook": bot.webhook.url if bot.webhook else "",
                "username": bot.username,
                "revoked": bot.revoked,
                "commands": bot.commands.all(),
                "chats": [
                    {
                        **chat.object(),
                        "open": chat.is_open,
                        "blocked": chat.blocked,
                        "messages": len(chat.messages),
                    }
                    for chat in bot.chats.values()
                ],
            }
        )

    def _forget(self, request: web.Request) -> None:
        self._bots.reset(self._bot(request).token)

    def _bot(self, request: web.Request) -> Bot:
        try:
            return self._bots.get(request.match_info["token"])
        except ApiError:
            raise ControlError("a token is digits:secret") from None

    def _place(self, request: web.Request) -> tuple[Bot, Chat]:
        bot = self._bot(request)
        return bot, bot.chat(integer(request.match_info["chat"], "chat id"))
