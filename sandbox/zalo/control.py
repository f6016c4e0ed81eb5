"""The control API of both of Zalo's services, with the names and formats of Telegram's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from aiohttp import web

from sandbox.control import (
    Account,
    Body,
    Handler,
    SentFile,
    album_of,
    body_of,
    common_routes,
    form_of,
    integer,
    run_acts,
    single_file,
)
from sandbox.errors import ControlError
from sandbox.zalo.hosting import Hosting, served

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.zalo.people import Person

ABSENT = (
    "edit",
    "contact",
    "follow",
    "unfollow",
    "tap",
    "join",
    "leave",
    "promote",
    "enter",
    "exit",
    "migrate",
)
"""Acts that some services do not have. They are answered with an explanation."""


class ZaloAccount(Account, Protocol):
    """The interface of a bot or an Official Account for control calls."""

    hosting: Hosting

    def person(self, chat: str) -> Person:
        """Return a person by the control API's id. It is created if it is new.

        Raises ControlError for a wrong id.
        """

    def redeliver(self, number: int) -> bool:
        """Queue an event once more. Return False if it does not exist."""

    def inject(self, body: Body) -> int:
        """Queue an event with a given body. Return its number."""

    def switch(self, body: Body) -> Body:
        """Change switches. Return all of them."""

    def state(self) -> Body:
        """Return the waiting events, the chats and more."""


A = TypeVar("A", bound=ZaloAccount)


@dataclass(frozen=True)
class Scene(Generic[A]):
    """The person who acts, their account, and the sandbox's own address."""

    account: A
    person: Person
    origin: str


@dataclass(frozen=True)
class Control(Generic[A]):
    """Routes below `prefix`."""

    prefix: str
    find: Callable[[web.Request], A]
    forget: Callable[[web.Request], None]
    acts: Mapping[str, Callable[[Scene[A], Body], Body]]
    uploads: tuple[str, ...]
    sends_file: Callable[[Scene[A], str, SentFile, Body], Body]

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the control API."""
        chat = f"{self.prefix}/chats/{{chat}}"
        return [
            *(web.post(f"{chat}/{name}", self._act(act)) for name, act in self.acts.items()),
            *(web.post(f"{chat}/{kind}", self._upload(kind)) for kind in self.uploads),
            *(web.post(f"{chat}/{name}", _absent) for name in ABSENT if name not in self.acts),
            web.post(f"{chat}/album", self._album),
            web.get(f"{chat}/messages", self._messages),
            web.get(f"{chat}/menu", _absent),
            web.post(f"{self.prefix}/acts", self._acts),
            web.get(f"{self.prefix}/files/{{file}}", self._file),
            web.post(f"{self.prefix}/redeliver", self._redeliver),
            web.post(f"{self.prefix}/updates", self._raw_update),
            web.get(f"{self.prefix}/switches", self._switches),
            web.post(f"{self.prefix}/switches", self._switches),
            web.get(f"{self.prefix}/state", self._state),
            *common_routes(self.prefix, self.find, self.forget),
        ]

    def _scene(self, request: web.Request, body: Mapping[str, Any], chat: str = "") -> Scene[A]:
        account = self.find(request)
        person = account.person(chat or request.match_info["chat"])
        person.name = str(body.get("name") or person.name)
        return Scene(account, person, str(request.url.origin()))

    def _act(self, act: Callable[[Scene[A], Body], Body]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await body_of(request)
            return web.json_response(act(self._scene(request, body), body))

        return handle

    async def _acts(self, request: web.Request) -> web.StreamResponse:
        def do(act: Callable[[Scene[A], Body], Body], body: Body) -> Body:
            return act(self._scene(request, body, str(body.get("chat"))), body)

        return web.json_response(run_acts(await body_of(request), self.acts, do))

    def _upload(self, kind: str) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            fields, files = await form_of(request)
            place = self._scene(request, fields)
            return web.json_response(self.sends_file(place, kind, single_file(files), {**fields}))

        return handle

    async def _album(self, request: web.Request) -> web.StreamResponse:
        """Send each file as its own message, the first with the caption: Zalo has no albums."""
        fields, files = await form_of(request)
        place = self._scene(request, fields)
        kind, album = album_of(fields, files, self.uploads)
        return web.json_response(
            [self.sends_file(place, kind, file, {**more}) for file, more in album]
        )

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        place = self._scene(request, {})
        after = integer(request.query.get("after", "0"), "after")
        return web.json_response(place.person.screen(after))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self.find(request).hosting.find(request.match_info["file"])
        if file is None:
            raise ControlError("no such file", 404)
        return served(file)

    async def _redeliver(self, request: web.Request) -> web.StreamResponse:
        number = integer((await body_of(request)).get("update_id"), "update_id")
        if not self.find(request).redeliver(number):
            raise ControlError("no such update", 404)
        return web.json_response({"update_id": number})

    async def _raw_update(self, request: web.Request) -> web.StreamResponse:
        number = self.find(request).inject(await body_of(request))
        return web.json_response({"update_id": number})

    async def _switches(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self.find(request).switch(await body_of(request)))

    async def _state(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self.find(request).state())


async def _absent(request: web.Request) -> web.StreamResponse:
    name = request.path.rpartition("/")[2]
    raise ControlError(f"there is no {name} on this service", 404)
