"""Messages from the bot: texts, places and copies, with Telegram's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.markup import keyboard
from sandbox.telegram.methods.method import (
    Method,
    Uploads,
    flag,
    integer,
    json_object,
    json_objects,
    number,
    required,
)
from sandbox.telegram.text.entities import completed, trimmed, units
from sandbox.telegram.text.formatting import parse_html

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
COPIED = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "voice",
    "video",
    "audio",
    "animation",
    "location",
    "contact",
    "sticker",
)


def send_message(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#sendmessage"""
    chat = bot.writable(parameters.get("chat_id"))
    return deliver(bot, chat, parameters, text_of(parameters))


def text_of(parameters: Parameters) -> dict[str, Any]:
    """Return a message's text with its entities. Error 400 without a text."""
    text, entities = formatted(parameters, "text", "entities", TEXT_LIMIT)
    if not text:
        raise bad_request("message text is empty")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_of(parameters: Parameters) -> dict[str, Any]:
    """Return a caption with its entities; empty without a caption."""
    caption, entities = formatted(parameters, "caption", "caption_entities", CAPTION_LIMIT)
    found: dict[str, Any] = {"caption": caption} if caption else {}
    if entities:
        found["caption_entities"] = entities
    return found


def formatted(
    parameters: Parameters, name: str, entities_name: str, limit: int
) -> tuple[str, list[dict[str, Any]]]:
    """Return a text and its entities. `limit`: the most code units after parsing."""
    source = str(parameters.get(name) or "")
    mode = str(parameters.get("parse_mode") or "").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("this sandbox does not parse Markdown: send HTML or entities")
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, json_objects(parameters, entities_name)
        if any(not {"type", "offset", "length"} <= one.keys() for one in entities):
            raise bad_request("can't parse MessageEntity: Can't find field \"type\"")
    text, entities = trimmed(text, entities)
    if units(text) > limit:
        what = "message" if limit == TEXT_LIMIT else "message caption"
        raise bad_request(f"{what} is too long")
    return text, completed(text, entities)


def deliver(
    bot: Bot, chat: Chat, parameters: Parameters, content: dict[str, Any]
) -> dict[str, Any]:
    """Store a message of the bot in the chat."""
    around = {**_thread(chat, parameters), **_quote(chat, parameters)}
    markup = keyboard(chat, parameters)
    message: dict[str, Any] = {
        "message_id": bot.message_id(chat),
        "from": bot.user(),
        "chat": chat.object(),
        "date": int(bot.clock.now()),
        **around,
        **content,
        **markup,
    }
    if flag(parameters, "protect_content"):
        message["has_protected_content"] = True
    return bot.add_message(chat, message, from_bot=True)


def _thread(chat: Chat, parameters: Parameters) -> dict[str, Any]:
    thread = integer(parameters, "message_thread_id")
    if not thread:
        return {}
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if thread in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread, "is_topic_message": True}


def _quote(chat: Chat, parameters: Parameters) -> dict[str, Any]:
    reply = json_object(parameters, "reply_parameters")
    wanted = integer(reply, "message_id") or integer(parameters, "reply_to_message_id")
    if not wanted:
        return {}
    quoted = chat.messages.get(wanted)
    if quoted is not None:
        inner = {key: value for key, value in quoted.message.items() if key != "reply_to_message"}
        return {"reply_to_message": inner}
    if flag(reply or parameters, "allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def send_location(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#sendlocation"""
    chat = bot.writable(parameters.get("chat_id"))
    place = {name: number(parameters, name) for name in ("latitude", "longitude")}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("wrong latitude or longitude specified")
    return deliver(bot, chat, parameters, {"location": place})


def send_contact(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#sendcontact"""
    chat = bot.writable(parameters.get("chat_id"))
    contact = {name: str(required(parameters, name)) for name in ("phone_number", "first_name")}
    if parameters.get("last_name"):
        contact["last_name"] = str(parameters["last_name"])
    return deliver(bot, chat, parameters, {"contact": contact})


def send_chat_action(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#sendchataction"""
    chat = bot.writable(parameters.get("chat_id"))
    if required(parameters, "action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    bot.events.publish({"type": "typing", "chat_id": chat.id})
    return True


def copy_message(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#copymessage"""
    chat, source = _source(bot, parameters, "message to copy not found")
    content = {name: source[name] for name in COPIED if name in source}
    if "caption" in parameters and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= caption_of(parameters)
    return {"message_id": deliver(bot, chat, parameters, content)["message_id"]}


def forward_message(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#forwardmessage"""
    chat, source = _source(bot, parameters, "message to forward not found")
    content = {name: source[name] for name in COPIED if name in source}
    content["forward_origin"] = source.get("forward_origin") or {
        "type": "user",
        "sender_user": source["from"],
        "date": source["date"],
    }
    return deliver(bot, chat, parameters, content)


def _source(bot: Bot, parameters: Parameters, words: str) -> tuple[Chat, dict[str, Any]]:
    chat = bot.writable(parameters.get("chat_id"))
    found = bot.writable(parameters.get("from_chat_id")).messages.get(
        integer(parameters, "message_id")
    )
    if found is None:
        raise bad_request(words)
    if not any(name in found.message for name in COPIED):
        raise bad_request(words.replace("not found", "can't be sent: it is a service message"))
    return chat, found.message


METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    "sendlocation": send_location,
    "sendcontact": send_contact,
    "sendchataction": send_chat_action,
    "copymessage": copy_message,
    "forwardmessage": forward_message,
}
