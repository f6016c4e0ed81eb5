"""Messages from the bot: texts, files, places, copies. The limits are Telegram's."""

from __future__ import annotations

import copy
import time
from typing import TYPE_CHECKING, Any

from sandbox.entities import find, parse_html, units
from sandbox.errors import ApiError, bad_request
from sandbox.methods.markup import keyboard
from sandbox.methods.method import Method, Parameters, Uploads, data, flag, needed, whole

if TYPE_CHECKING:
    from sandbox.bots import Bot, File
    from sandbox.chats import Chat

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
UPLOAD_LIMIT = 50 * 1024 * 1024


def send_message(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#sendmessage"""
    chat = bot.writable(parameters.get("chat_id"))
    text, entities = formatted(parameters, "text", "entities", TEXT_LIMIT)
    if not text.strip():
        raise bad_request("message text is empty")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    return deliver(bot, chat, parameters, content)


def formatted(
    parameters: Parameters, name: str, entities_name: str, limit: int
) -> tuple[str, list[dict[str, Any]]]:
    """A text and its entities, within `limit`."""
    source = str(parameters.get(name) or "")
    mode = str(parameters.get("parse_mode") or "").lower()
    if mode == "html":
        text, entities = parse_html(source)
        entities = sorted([*entities, *find(text)], key=lambda one: int(one["offset"]))
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("the sandbox does not parse Markdown; send HTML or entities")
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, data(parameters, entities_name) or find(source)
    if units(text) > limit:
        raise bad_request(
            "message is too long" if limit == TEXT_LIMIT else "message caption is too long"
        )
    return text, entities


def deliver(
    bot: Bot, chat: Chat, parameters: Parameters, content: dict[str, Any]
) -> dict[str, Any]:
    """Put a message of the bot's into the chat."""
    message: dict[str, Any] = {
        "message_id": bot.message_id(), "from": bot.user(), "chat": chat.object(),
        "date": int(time.time()), **_thread(chat, parameters), **_quote(chat, parameters), **content,
    }  # fmt: skip
    keyboard(chat, parameters, message)
    if flag(parameters, "protect_content"):
        message["has_protected_content"] = True
    return bot.keep(chat, message, from_bot=True)


def _thread(chat: Chat, parameters: Parameters) -> dict[str, Any]:
    thread = whole(parameters, "message_thread_id")
    if not thread:
        return {}
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if thread in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread, "is_topic_message": True}


def _quote(chat: Chat, parameters: Parameters) -> dict[str, Any]:
    reply = data(parameters, "reply_parameters") or {}
    wanted = int(reply.get("message_id") or 0) or whole(parameters, "reply_to_message_id")
    if not wanted:
        return {}
    quoted = chat.messages.get(wanted)
    if quoted is not None:
        inner = {key: value for key, value in quoted.message.items() if key != "reply_to_message"}
        return {"reply_to_message": inner}
    if reply.get("allow_sending_without_reply") or flag(parameters, "allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def file_from(bot: Bot, parameters: Parameters, files: Uploads, name: str) -> File:
    """The file of a call: uploaded, attached, or one that is known by its id."""
    value = str(parameters.get(name) or "")
    upload = files.get(value.removeprefix("attach://")) or files.get(name)
    if upload is not None:
        if len(upload.content) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        if not upload.content:
            raise bad_request("file must be non-empty")
        return bot.keep_file(upload.name, upload.mime, upload.content)
    file = bot.files.get(value)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file


def media(kind: str, file: File) -> dict[str, Any]:
    """The object of a file in a message."""
    base: dict[str, Any] = {
        "file_id": file.id,
        "file_unique_id": file.id,
        "file_size": len(file.content),
    }
    if kind == "photo":
        small = {**base, "width": 90, "height": 67}
        return {"photo": [small, {**base, "width": 800, "height": 600}]}
    if kind in ("document", "animation"):
        return {kind: {**base, "file_name": file.name, "mime_type": file.mime}}
    if kind == "sticker":
        return {
            "sticker": {**base, "type": "regular", "width": 512, "height": 512,
                        "is_animated": False, "is_video": False, "emoji": "🙂"}
        }  # fmt: skip
    found = {**base, "duration": 3, "mime_type": file.mime}
    if kind == "video":
        found |= {"width": 640, "height": 480, "file_name": file.name}
    if kind == "audio":
        found |= {"file_name": file.name}
    return {kind: found}


def _file_sender(kind: str) -> Method:
    def send(bot: Bot, parameters: Parameters, files: Uploads) -> dict[str, Any]:
        chat = bot.writable(parameters.get("chat_id"))
        caption, entities = formatted(parameters, "caption", "caption_entities", CAPTION_LIMIT)
        content = media(kind, file_from(bot, parameters, files, kind))
        if caption:
            content["caption"] = caption
        if entities:
            content["caption_entities"] = entities
        return deliver(bot, chat, parameters, content)

    return send


def send_media_group(bot: Bot, parameters: Parameters, files: Uploads) -> list[dict[str, Any]]:
    """core.telegram.org/bots/api#sendmediagroup: 2–10 items."""
    chat = bot.writable(parameters.get("chat_id"))
    items = data(parameters, "media") or []
    if not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items")
    group = str(bot.message_id())
    sent = []
    for item in items:
        caption, entities = formatted({**item}, "caption", "caption_entities", CAPTION_LIMIT)
        content = media(item["type"], file_from(bot, item, files, "media"))
        content |= {"media_group_id": group}
        if caption:
            content |= {"caption": caption, **({"caption_entities": entities} if entities else {})}
        sent.append(deliver(bot, chat, parameters, content))
    return sent


def send_location(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#sendlocation"""
    chat = bot.writable(parameters.get("chat_id"))
    place = {name: float(needed(parameters, name)) for name in ("latitude", "longitude")}
    return deliver(bot, chat, parameters, {"location": place})


def send_contact(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#sendcontact"""
    chat = bot.writable(parameters.get("chat_id"))
    contact = {name: str(needed(parameters, name)) for name in ("phone_number", "first_name")}
    return deliver(bot, chat, parameters, {"contact": contact})


def send_chat_action(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#sendchataction"""
    chat = bot.writable(parameters.get("chat_id"))
    needed(parameters, "action")
    bot.events.tell({"type": "typing", "chat_id": chat.id})
    return True


def copy_message(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#copymessage"""
    return {"message_id": _again(bot, parameters, forwarded=False)["message_id"]}


def forward_message(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#forwardmessage"""
    return _again(bot, parameters, forwarded=True)


def _again(bot: Bot, parameters: Parameters, *, forwarded: bool) -> dict[str, Any]:
    chat = bot.writable(parameters.get("chat_id"))
    source = bot.writable(parameters.get("from_chat_id"))
    found = source.messages.get(whole(parameters, "message_id"))
    if found is None:
        raise bad_request(
            "message to forward not found" if forwarded else "message to copy not found"
        )
    kept = ("text", "entities", "caption", "caption_entities", "photo", "document", "voice",
            "video", "audio", "location", "contact", "sticker")  # fmt: skip
    content = {name: copy.deepcopy(found.message[name]) for name in kept if name in found.message}
    if forwarded:
        sender = found.message.get("from", bot.user())
        content["forward_origin"] = {
            "type": "user",
            "sender_user": sender,
            "date": found.message["date"],
        }
    return deliver(bot, chat, parameters, content)


METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    **{
        f"send{kind}": _file_sender(kind)
        for kind in ("photo", "document", "voice", "video", "audio", "animation", "sticker")
    },
    "sendmediagroup": send_media_group,
    "sendlocation": send_location,
    "sendcontact": send_contact,
    "sendchataction": send_chat_action,
    "copymessage": copy_message,
    "forwardmessage": forward_message,
}
