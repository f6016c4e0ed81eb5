"""Parses one Telegram update into an `Incoming` (core.telegram.org/bots/api#update).

It reads the JSON itself: building python-telegram-bot's objects took a fifth of a turn's time, and only
a dozen fields are needed, which have been stable since the Bot API's first years.
"""

from __future__ import annotations

import re
import traceback
from typing import Any

import orjson

from bot.channels.contract import Unreadable
from bot.channels.telegram.capabilities import NAME
from domain import outside
from domain.messages.message import FileKind, Incoming, IncomingFile, Kind, point

Json = dict[str, Any]

GONE = ("kicked", "left")
ANONYMOUS_ADMIN = 1087968824
"""Telegram's own account, which stands for a group's anonymous administrator."""
FILES = (
    ("voice", FileKind.VOICE, ""),
    ("audio", FileKind.VOICE, "audio:"),
    ("video", FileKind.VIDEO, ""),
    ("video_note", FileKind.VIDEO, "video_note:"),
    ("document", FileKind.DOCUMENT, ""),
)
"""(Field of a message, our kind of file, prefix of its `ref`). The prefix names the sending method where
it is not the kind's own: Telegram sends a file only as the kind as which it came
(core.telegram.org/bots/api#sending-files)."""
_COMMAND = re.compile(r"/(\w+)@(\w+)(?=\s|$)")


def read(raw: Json, bot_name: str) -> Incoming | Unreadable | None:
    """Parse an update. Never raises: an update that cannot be parsed is `Unreadable`.

    None for an update that we ignore: a channel post, or a newer kind of update.
    """
    key = str(raw.get("update_id", ""))
    try:
        for kind, understand in READERS.items():
            if raw.get(kind):
                return understand(raw[kind], key, bot_name)
    except Exception as error:  # one odd update must not stop the others
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} at {frame.name}:{frame.lineno}"
        return Unreadable(NAME, key, orjson.dumps(raw).decode(), place)
    return None


def _message(message: Json, key: str, bot_name: str, *, edited: bool = False) -> Incoming | None:
    chat, sender = message["chat"], message.get("from")
    if sender is None:
        return None
    quoted = message.get("reply_to_message")
    base: Json = {
        "channel": NAME,
        "key": key,
        "chat": _id(chat["id"]),
        **_sender(sender),
        "at": outside.moment(message["date"]),
        "message": _id(message["message_id"]),
        "reply_to": _id(quoted["message_id"]) if quoted else "",
        "private": chat["type"] == "private",
        "album": str(message.get("media_group_id") or ""),
        "anonymous": sender["id"] == ANONYMOUS_ADMIN or message.get("sender_chat") is not None,
    }
    if message.get("migrate_to_chat_id"):
        return Incoming(kind=Kind.MOVED, moved_to=_id(message["migrate_to_chat_id"]), **base)
    base["beside"] = _beside(message, sender)
    text = _words(message.get("text") or message.get("caption") or "", bot_name)
    files = _files(message)
    if edited and not text and not files:
        return None  # a live location that moved
    if edited:
        return Incoming(kind=Kind.EDIT, text=text, files=files, **base)
    if files:
        return Incoming(kind=Kind.FILE, text=text, files=files, **base)
    place = message.get("location") or message.get("venue", {}).get("location")
    if place:
        where = point(place["latitude"], place["longitude"])
        return Incoming(kind=Kind.PLACE if where else Kind.OTHER, place=where, **base)
    contact = message.get("contact")
    if contact and contact.get("user_id") == sender["id"]:
        return Incoming(kind=Kind.PHONE, phone=contact["phone_number"], **base)
    return Incoming(kind=Kind.TEXT if text else Kind.OTHER, text=text, **base)


def _edit(message: Json, key: str, bot_name: str) -> Incoming | None:
    return _message(message, key, bot_name, edited=True)


def _tap(query: Json, key: str, _bot_name: str) -> Incoming | None:
    message, data = query.get("message"), query.get("data")
    if message is None or data is None:
        return None
    sender, chat = query["from"], message["chat"]
    return Incoming(
        channel=NAME,
        key=key,
        chat=_id(chat["id"]),
        kind=Kind.TAP,
        at=outside.moment(message["date"]),
        message=_id(message["message_id"]),
        tap=data,
        tap_id=str(query["id"]),
        private=chat["type"] == "private",
        anonymous=sender["id"] == ANONYMOUS_ADMIN,
        **_sender(sender),
    )


def _membership(change: Json, key: str, _bot_name: str) -> Incoming:
    gone = change["new_chat_member"]["status"] in GONE
    return Incoming(
        channel=NAME,
        key=key,
        chat=_id(change["chat"]["id"]),
        at=outside.moment(change["date"]),
        kind=Kind.STOPPED if gone else Kind.STARTED,
        private=change["chat"]["type"] == "private",
        **_sender(change["from"]),
    )


READERS = {
    "message": _message,
    "edited_message": _edit,
    "callback_query": _tap,
    "my_chat_member": _membership,
}
UPDATES = tuple(READERS)
"""The kinds of updates that we ask Telegram for."""


def _id(value: int) -> str:
    """An id, which must be an int, as text. Raises ValueError."""
    if type(value) is not int:
        raise ValueError("an id that is no number")
    return str(value)


def _sender(user: Json) -> Json:
    last = user.get("last_name")
    name = f"{user['first_name']} {last}" if last else user["first_name"]
    return {
        "sender": _id(user["id"]),
        "sender_name": name,
        "language_hint": (user.get("language_code") or "")[:2],
    }


def _words(text: str, bot_name: str) -> str:
    """The text; `/help@our_bot` becomes `/help`, a command for another bot stays as it is."""
    found = _COMMAND.match(text)
    if found and found[2].casefold() == bot_name.casefold():
        return f"/{found[1]}{text[found.end() :]}"
    return text


def _beside(message: Json, sender: Json) -> str:
    """The words that came beside the text, each on a line.

    They are another's quoted words, the name on a contact that is not the sender, and the name and
    address of a venue. A quote of the bot's own words says nothing.
    """
    venue, contact = message.get("venue") or {}, message.get("contact") or {}
    if contact.get("user_id") == sender["id"]:
        contact = {}
    quoted = message.get("reply_to_message") or {}
    is_ours = quoted.get("from", {}).get("is_bot", False)
    quote = {} if is_ours else message.get("quote") or {}
    parts = (
        quote.get("text"),
        venue.get("title"),
        venue.get("address"),
        contact.get("first_name"),
        contact.get("last_name"),
    )
    return "\n".join(outside.words(part) for part in parts if part)


def _files(message: Json) -> tuple[IncomingFile, ...]:
    """The message's file; of a photo the largest size."""
    if message.get("photo"):
        largest = max(message["photo"], key=lambda size: size["width"] * size["height"])
        return (_file(largest, FileKind.PHOTO, ""),)
    for field, kind, method in FILES:
        if message.get(field):
            return (_file(message[field], kind, method),)
    return ()


def _file(file: Json, kind: FileKind, method: str) -> IncomingFile:
    return IncomingFile(
        kind,
        method + file["file_id"],
        name=file.get("file_name") or "",
        mime=file.get("mime_type") or "",
        size=file.get("file_size") or 0,
    )
