"""One update of Telegram's as an `Incoming`, however it was fetched (core.telegram.org/bots/api#update)."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING, Any

import orjson
from telegram import Update

from bot.channels.contract import Unreadable
from bot.channels.telegram.capabilities import NAME
from domain.fold import nfc
from domain.messages import FileKind, Incoming, IncomingFile, Kind, Point

if TYPE_CHECKING:
    from telegram import Bot, CallbackQuery, ChatMemberUpdated, Message

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask Telegram for."""
GONE = ("kicked", "left")
ANONYMOUS_ADMIN = 1087968824
"""Telegram's own account behind which a group's admin hides."""
_COMMAND = re.compile(r"/(\w+)@(\w+)(?=\s|$)")


def read(raw: dict[str, Any], bot: Bot, bot_name: str) -> Incoming | Unreadable | None:
    """The update as an `Incoming`; None when it says nothing to us (a channel post, a kind that is
    newer than this code); what cannot be understood is `Unreadable`. Never raises."""
    key = str(raw.get("update_id", ""))
    if not any(kind in raw for kind in UPDATES):
        return None
    try:
        update = Update.de_json(raw, bot)
        return _read(update, key, bot_name)
    except Exception as error:  # one odd update must not stop the others
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} at {frame.name}:{frame.lineno}"
        return Unreadable(NAME, key, orjson.dumps(raw).decode(), place)


def _read(update: Update, key: str, bot_name: str) -> Incoming | None:
    if update.message:
        return _message(update.message, key, bot_name)
    if update.edited_message:
        return _message(update.edited_message, key, bot_name, edited=True)
    if update.callback_query:
        return _tap(update.callback_query, key)
    if update.my_chat_member:
        return _membership(update.my_chat_member, key)
    return None


def _message(
    message: Message, key: str, bot_name: str, *, edited: bool = False
) -> Incoming | None:
    sender = message.from_user
    if sender is None:
        return None
    base: dict[str, Any] = {
        "channel": NAME, "key": key, "chat": str(message.chat.id), "sender": str(sender.id),
        "at": message.date, "message": str(message.message_id),
        "reply_to": str(message.reply_to_message.message_id) if message.reply_to_message else "",
        "sender_name": nfc(sender.full_name), "language_hint": (sender.language_code or "")[:2],
        "private": message.chat.type == "private", "album": message.media_group_id or "",
        "anonymous": sender.id == ANONYMOUS_ADMIN or message.sender_chat is not None,
    }  # fmt: skip
    if message.migrate_to_chat_id:
        return Incoming(kind=Kind.MOVED, moved_to=str(message.migrate_to_chat_id), **base)
    text = _words(message.text or message.caption or "", bot_name)
    files = _files(message)
    if edited and not text and not files:
        return None  # a live location that moves on
    if edited:
        return Incoming(kind=Kind.EDIT, text=text, files=files, **base)
    if files:
        return Incoming(kind=Kind.FILE, text=text, files=files, **base)
    place = message.location or (message.venue.location if message.venue else None)
    if place:
        return Incoming(kind=Kind.PLACE, place=Point(place.latitude, place.longitude), **base)
    if message.contact and message.contact.user_id == sender.id:
        return Incoming(kind=Kind.PHONE, phone=message.contact.phone_number, **base)
    return Incoming(kind=Kind.TEXT if text else Kind.OTHER, text=text, **base)


def _words(text: str, bot_name: str) -> str:
    """NFC, without NUL (PostgreSQL has no place for it); `/help@our_bot` is `/help`, a command for
    another bot stays as it is."""
    text = nfc(text.replace("\0", ""))
    found = _COMMAND.match(text)
    if found and found[2].casefold() == bot_name.casefold():
        return f"/{found[1]}{text[found.end() :]}"
    return text


def _files(message: Message) -> tuple[IncomingFile, ...]:
    """The message's file. A `ref` names its method where that is not its kind's own: Telegram sends
    nothing on as another kind than it came (core.telegram.org/bots/api#sending-files)."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (IncomingFile(FileKind.PHOTO, largest.file_id, size=largest.file_size or 0),)
    for kind, method, file in (
        (FileKind.VOICE, "", message.voice),
        (FileKind.VOICE, "audio:", message.audio),
        (FileKind.VIDEO, "", message.video),
        (FileKind.VIDEO, "video_note:", message.video_note),
        (FileKind.DOCUMENT, "", message.document),
    ):
        if file:
            return (
                IncomingFile(
                    kind, method + file.file_id, name=nfc(getattr(file, "file_name", None) or ""),
                    mime=getattr(file, "mime_type", None) or "", size=file.file_size or 0,
                ),
            )  # fmt: skip
    return ()


def _tap(query: CallbackQuery, key: str) -> Incoming | None:
    if query.message is None or query.data is None:
        return None
    chat = query.message.chat
    return Incoming(
        channel=NAME, key=key, chat=str(chat.id), sender=str(query.from_user.id), kind=Kind.TAP,
        at=query.message.date, message=str(query.message.message_id), tap=query.data,
        tap_id=query.id, sender_name=nfc(query.from_user.full_name),
        language_hint=(query.from_user.language_code or "")[:2], private=chat.type == "private",
        anonymous=query.from_user.id == ANONYMOUS_ADMIN,
    )  # fmt: skip


def _membership(change: ChatMemberUpdated, key: str) -> Incoming:
    gone = change.new_chat_member.status in GONE
    return Incoming(
        channel=NAME, key=key, chat=str(change.chat.id), sender=str(change.from_user.id),
        kind=Kind.STOPPED if gone else Kind.STARTED, at=change.date,
        sender_name=nfc(change.from_user.full_name), private=change.chat.type == "private",
        language_hint=(change.from_user.language_code or "")[:2],
    )  # fmt: skip
