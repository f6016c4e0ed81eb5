"""Parses one update of the Bot Platform into an `Incoming`."""

from __future__ import annotations

import traceback
from hashlib import sha256
from typing import Any

import orjson

from bot.channels.contract import Unreadable
from bot.channels.zalo_bot.capabilities import NAME
from domain import outside
from domain.messages.message import FileKind, Incoming, IncomingFile, Kind
from domain.reading.normalise import fold

PRIVATE = "PRIVATE"
START = frozenset({"bat dau", "start", "menu", "0"})
"""Words, without accents, that start anew: the platform has no start button and no command menu."""


def updates_of(result: Any) -> list[dict[str, Any]]:
    """The updates of a getUpdates answer: one, none, or (never seen yet) several."""
    found = result if isinstance(result, list) else [result]
    return [one for one in found if isinstance(one, dict) and one]


def unwrapped(raw: dict[str, Any]) -> dict[str, Any]:
    """The update of a webhook's body: the body itself, or its `result` as Zalo's page shows it."""
    inner = raw.get("result")
    return inner if raw.get("ok") is True and isinstance(inner, dict) else raw


def read(raw: dict[str, Any], own_id: str) -> Incoming | Unreadable | None:
    """Parse an update. Never raises: an update that cannot be parsed is `Unreadable`.

    None for an update that we ignore: an echo of our own message, a group's message, an event that is
    no message. `own_id` is the bot's id.
    """
    try:
        return _message(raw, own_id)
    except Exception as error:  # one odd update must not be delivered again and again
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} at {frame.name}:{frame.lineno}"
        body = orjson.dumps(raw)
        return Unreadable(NAME, _key(raw, body), body.decode(), place)


def _message(raw: dict[str, Any], own_id: str) -> Incoming | None:
    event = str(raw.get("event_name", ""))
    if not event.startswith("message."):
        return None
    message = raw["message"]
    sender, chat = message["from"], message["chat"]
    who = str(sender["id"])
    if sender.get("is_bot") or who == own_id or chat.get("chat_type", PRIVATE) != PRIVATE:
        return None
    base: dict[str, Any] = {
        "channel": NAME,
        "key": str(message["message_id"]),
        "chat": str(chat["id"]),
        "sender": who,
        "at": outside.moment(message["date"]),
        "message": str(message["message_id"]),
        "sender_name": _text(sender.get("display_name")),
    }
    file = _file(message)
    if event == "message.text.received":
        text = _text(message.get("text"))
        if fold(text).strip(".!") in START:
            text = "/start"
        return Incoming(kind=Kind.TEXT if text.strip() else Kind.OTHER, text=text, **base)
    if file is not None:
        caption = _text(message.get("caption"))
        return Incoming(kind=Kind.FILE, text=caption, files=(file,), **base)
    return Incoming(kind=Kind.OTHER, **base)


def _file(message: dict[str, Any]) -> IncomingFile | None:
    """The message's file. A photo is in `photo_url`; Zalo's page documents `photo`."""
    photo = message.get("photo_url") or message.get("photo")
    if photo:
        return IncomingFile(FileKind.PHOTO, str(photo), mime="image/jpeg")
    voice = message.get("voice_url")
    return IncomingFile(FileKind.VOICE, str(voice), mime="audio/aac") if voice else None


def _text(value: Any) -> str:
    """A text of any length, so that `Incoming` knows when it shortens it."""
    return value if isinstance(value, str) else ""


def _key(raw: dict[str, Any], body: bytes) -> str:
    message = raw.get("message")
    given = message.get("message_id") if isinstance(message, dict) else None
    return given if isinstance(given, str) and given else sha256(body).hexdigest()[:32]
