"""The shared part of the control APIs of all services. Requests and answers are JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import orjson
from aiohttp import web

from sandbox.errors import ControlError
from sandbox.events import rendered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sandbox.calls import CallLog
    from sandbox.clock import Clock
    from sandbox.events import Events
    from sandbox.faults import Faults

Body = dict[str, Any]
A = TypeVar("A")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEEP_ALIVE = 15.0
"""Seconds of silence after which an event stream sends a sign of life."""


class Account(Protocol):
    """A bot or an Official Account on any service."""

    calls: CallLog
    faults: Faults
    events: Events
    revoked: bool


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a person sends."""

    name: str
    mime: str
    content: bytes


def common_routes(
    prefix: str, find: Callable[[web.Request], Account], forget: Callable[[web.Request], None]
) -> list[web.RouteDef]:
    """Return the routes below `prefix` for faults, calls, events, a revoked token and a reset."""

    async def fault(request: web.Request) -> web.StreamResponse:
        find(request).faults.order(await body_of(request))
        return web.json_response({"ordered": True})

    async def no_faults(request: web.Request) -> web.StreamResponse:
        find(request).faults.clear()
        return web.json_response({"ordered": False})

    async def revoke(request: web.Request) -> web.StreamResponse:
        account = find(request)
        account.revoked = bool((await body_of(request)).get("revoked", True))
        return web.json_response({"revoked": account.revoked})

    async def calls(request: web.Request) -> web.StreamResponse:
        found = find(request).calls.after(integer(request.query.get("after", "0"), "after"))
        return web.Response(body=orjson.dumps(found), content_type="application/json")

    async def events(request: web.Request) -> web.StreamResponse:
        return await _stream(request, find(request).events)

    async def reset(request: web.Request) -> web.StreamResponse:
        forget(request)
        return web.json_response({"reset": True})

    return [
        web.post(f"{prefix}/faults", fault),
        web.post(f"{prefix}/reset_faults", no_faults),
        web.post(f"{prefix}/revoke", revoke),
        web.get(f"{prefix}/calls", calls),
        web.get(f"{prefix}/events", events),
        web.post(f"{prefix}/reset", reset),
    ]


def clock_routes(clock: Clock) -> list[web.RouteDef]:
    """Return the routes of `/sandbox/clock`, which shows and sets the `offset` in seconds."""

    async def show(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"now": clock.now(), "offset": clock.offset})

    async def move(request: web.Request) -> web.StreamResponse:
        try:
            clock.move(float((await body_of(request))["offset"]))
        except (KeyError, TypeError, ValueError):
            raise ControlError("`offset` is a number of seconds") from None
        return await show(request)

    return [web.get("/sandbox/clock", show), web.post("/sandbox/clock", move)]


async def _stream(request: web.Request, events: Events) -> web.StreamResponse:
    last = request.headers.get("Last-Event-ID") or request.query.get("after")
    queue = events.subscribe(integer(last, "after") if last else None)
    only = request.query.get("only")
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    try:
        await response.write(b": hello\n\n")
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE):
                    number, event = await queue.get()
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            fields = rendered(event)
            if only and fields["type"] != only:
                continue
            line = orjson.dumps(fields)
            await response.write(b"id: %d\ndata: %b\n\n" % (number, line))
    except ConnectionResetError:
        return response
    finally:
        events.unsubscribe(queue)


async def body_of(request: web.Request) -> Body:
    """Return the JSON object of a call; empty if it has no body."""
    raw = await request.read()
    try:
        found = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        raise ControlError("the body is not JSON") from None
    if not isinstance(found, dict):
        raise ControlError("the body is not a JSON object")
    return found


def run_acts(body: Body, acts: Mapping[str, A], do: Callable[[A, Body], Body]) -> list[Body]:
    """Carry out the `acts` of a call, each by one person. Return the answer of each.

    An error of one act does not stop the others. Raises ControlError if it is not a list of acts.
    """
    wanted = body.get("acts")
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise ControlError("`acts` is a list of objects")
    return [_one_of_many(one, acts, do) for one in wanted]


def _one_of_many(body: Body, acts: Mapping[str, A], do: Callable[[A, Body], Body]) -> Body:
    act = acts.get(str(body.get("act")))
    if act is None:
        return {"error": f"`act` is one of {sorted(acts)}"}
    try:
        return do(act, body)
    except ControlError as error:
        return {"error": str(error)}


async def form_of(request: web.Request) -> tuple[dict[str, str], list[SentFile]]:
    """Return the fields and files of a multipart call."""
    fields: dict[str, str] = {}
    files: list[SentFile] = []
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files.append(SentFile(value.filename, value.content_type, value.file.read()))
        else:
            fields[name] = str(value)
    return fields, files


def single_file(files: list[SentFile]) -> SentFile:
    """Return the only file of a call. Raises ControlError for none or several."""
    if len(files) != 1:
        raise ControlError("send one file in the multipart field `file`")
    return files[0]


def album_of(
    fields: dict[str, str], files: list[SentFile], kinds: Collection[str]
) -> tuple[str, list[tuple[SentFile, dict[str, str]]]]:
    """Return an album's kind, and each file with its fields. Only the first has the caption.

    Raises ControlError if it is not an album.
    """
    kind = fields.get("kind") or "photo"
    if kind not in kinds or not 2 <= len(files) <= 10:
        raise ControlError(f"send 2–10 files in fields `file`; `kind` is one of {tuple(kinds)}")
    rest = {**fields, "caption": ""}
    return kind, [(file, rest if number else fields) for number, file in enumerate(files)]


def integer(value: Any, name: str) -> int:
    """Return a whole number of a control call. Raises ControlError for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ControlError(f"{name} is not a whole number: {value!r}") from None


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a wrong control call with an explanation of the correct one."""
    try:
        return await handler(request)
    except ControlError as error:
        return web.json_response({"error": str(error)}, status=error.status)
