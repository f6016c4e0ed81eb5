"""Parses one event of the webhook into an `Incoming`: messages, taps, (un)follows."""

from __future__ import annotations

import mimetypes
import traceback
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

from bot.channels.contract import Unreadable
from bot.channels.zalo_oa.capabilities import NAME
from domain import outside
from domain.messages.message import FileKind, Incoming, IncomingFile, Kind, point

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.zalo_oa.signature import ButtonSigner
    from domain.messages.message import Point

FILES = {
    "image": FileKind.PHOTO,
    "audio": FileKind.VOICE,
    "video": FileKind.VIDEO,
    "file": FileKind.DOCUMENT,
    "gif": FileKind.DOCUMENT,
}
SPOKEN, ECHO = "user_send_", "oa_send_"


@dataclass(frozen=True, slots=True)
class HumanWrote:
    """A colleague answered this person by hand on Zalo's own page."""

    chat: str
    at: datetime


def read(
    raw: dict[str, Any], oa_id: str, signer: ButtonSigner
) -> Incoming | Unreadable | HumanWrote | None:
    """Parse an event. Never raises: an event that cannot be parsed is `Unreadable`.

    None for an event that we ignore: an echo of our own message, a newer kind of event, an event of
    another account of the same app.
    """
    event = str(raw.get("event_name", ""))
    try:
        if event in ("follow", "unfollow"):
            return _came_or_left(raw, event, oa_id)
        if event.startswith(ECHO):
            return _echo(raw, oa_id)
        if event.startswith(SPOKEN) and str(raw["recipient"]["id"]) == oa_id:
            return _message(raw, event.removeprefix(SPOKEN), signer)
    except Exception as error:  # one odd event must not be posted again and again
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} at {frame.name}:{frame.lineno}"
        body = orjson.dumps(raw)
        return Unreadable(NAME, _key(raw, body), body.decode(), place)
    return None


def _came_or_left(raw: dict[str, Any], event: str, oa_id: str) -> Incoming | None:
    if str(raw["oa_id"]) != oa_id:
        return None
    who = str(raw["follower"]["id"])
    return Incoming(
        channel=NAME,
        key=f"{event}:{who}:{raw['timestamp']}",
        chat=who,
        sender=who,
        kind=Kind.STARTED if event == "follow" else Kind.STOPPED,
        at=outside.moment(raw["timestamp"]),
    )


def _echo(raw: dict[str, Any], oa_id: str) -> HumanWrote | None:
    """`admin_id` is present only when a person wrote on Zalo's page, not for our own calls."""
    sender = raw.get("sender") or {}
    if not sender.get("admin_id") or str(sender.get("id")) != oa_id:
        return None
    return HumanWrote(str(raw["recipient"]["id"]), outside.moment(raw["timestamp"]))


def _message(raw: dict[str, Any], kind: str, signer: ButtonSigner) -> Incoming:
    who = str(raw["sender"]["id"])
    message = raw["message"]
    text = str(message.get("text") or "")
    base: dict[str, Any] = {
        "channel": NAME,
        "key": str(message["msg_id"]),
        "chat": who,
        "sender": who,
        "at": outside.moment(raw["timestamp"]),
        "message": str(message["msg_id"]),
        "reply_to": str(message.get("quote_msg_id") or ""),
    }
    parts = [
        part.get("payload") or {}
        for part in message.get("attachments") or ()
        if isinstance(part, dict)
    ]
    if kind == "text":
        tap = signer.read(who, text)
        if tap:
            return Incoming(kind=Kind.TAP, tap=tap, **base)
        return Incoming(kind=Kind.TEXT if text.strip() else Kind.OTHER, text=text, **base)
    if kind == "location":
        place = _place(parts)
        return Incoming(kind=Kind.PLACE if place else Kind.OTHER, place=place, text=text, **base)
    if kind == "link":
        links = [str(part["url"]) for part in parts if part.get("url")]
        words = "\n".join(dict.fromkeys(one for one in (text, *links) if one))
        return Incoming(kind=Kind.TEXT if words else Kind.OTHER, text=words, **base)
    files = tuple(_file(FILES[kind], part) for part in parts if kind in FILES and part.get("url"))
    return Incoming(kind=Kind.FILE if files else Kind.OTHER, text=text, files=files, **base)


def _place(parts: list[dict[str, Any]]) -> Point | None:
    """The first valid point; Zalo sends latitude and longitude as strings."""
    for part in parts:
        found = part.get("coordinates")
        if isinstance(found, dict):
            where = point(found.get("latitude"), found.get("longitude"))
            if where is not None:
                return where
    return None


def _file(kind: FileKind, part: dict[str, Any]) -> IncomingFile:
    name = outside.file_name(part.get("name"))
    return IncomingFile(
        kind,
        str(part["url"]),
        name=name,
        mime=mimetypes.guess_type(name)[0] or "",
        size=outside.size(part.get("size")),
    )


def _key(raw: dict[str, Any], body: bytes) -> str:
    message = raw.get("message")
    given = message.get("msg_id") if isinstance(message, dict) else None
    return str(given) if given else sha256(body).hexdigest()[:32]
