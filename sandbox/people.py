"""What people do with their phones, and the updates that it makes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.entities import find
from sandbox.errors import ControlError
from sandbox.methods.sending import media

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.bots import Bot
    from sandbox.chats import Chat

ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as a person sent it."""

    name: str
    mime: str
    content: bytes


def says(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Types a text."""
    text = body.get("text")
    if not isinstance(text, str) or not text:
        raise ControlError("`text` is missing")
    content: dict[str, Any] = {"text": text}
    entities = find(text)
    if entities:
        content["entities"] = entities
    return _message(bot, chat, body, content)


def sends_file(
    bot: Bot, chat: Chat, kind: str, sent: Sent, body: dict[str, Any]
) -> dict[str, Any]:
    """Sends a photo, voice note, document, video or audio."""
    content = media(kind, bot.keep_file(sent.name, sent.mime, sent.content))
    if body.get("caption"):
        content["caption"] = body["caption"]
    if body.get("album"):
        content["media_group_id"] = str(body["album"])
    return _message(bot, chat, body, content)


def pins(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Sends a place."""
    try:
        place = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
    except (KeyError, TypeError, ValueError):
        raise ControlError("`latitude` and `longitude` are numbers") from None
    return _message(bot, chat, body, {"location": place})


def shares_contact(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Shares a telephone number, the own one unless `of` says whose."""
    speaker = _speaker(chat, body)
    contact = {
        "phone_number": str(body.get("phone") or "0900000000"),
        "first_name": speaker["first_name"], "user_id": int(body.get("of") or speaker["id"]),
    }  # fmt: skip
    return _message(bot, chat, body, {"contact": contact})


def sends_sticker(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Sends a sticker."""
    return _message(bot, chat, body, media("sticker", bot.keep_file("s.webp", "image/webp", b"x")))


def edits(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Changes a text sent before."""
    stored = chat.messages.get(int(body.get("message_id") or 0))
    text = body.get("text")
    if stored is None or stored.from_bot or not isinstance(text, str) or not text:
        raise ControlError(
            "`message_id` is a message of the person's own, `text` its new text", 404
        )
    field = "text" if "text" in stored.message else "caption"
    stored.message = {**stored.message, field: text, "edit_date": int(time.time())}
    stored.message.pop("entities", None)
    stored.edited = True
    bot.events.tell({"type": "edited", "chat_id": chat.id, **chat.seen(stored)})
    update_id = bot.add_update("edited_message", stored.message, chat.id)
    return {"update_id": update_id, "message_id": stored.message["message_id"]}


def taps(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Presses a button by its label or data; a label of the reply keyboard is said."""
    wanted = str(body.get("button") or "")
    if any(wanted in row for row in chat.keyboard):
        return says(bot, chat, {**body, "text": wanted})
    stored = chat.messages.get(int(body.get("message_id") or 0))
    if stored is None:
        raise ControlError("no such message on the screen", 404)
    rows = stored.message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    button = next(
        (one for one in buttons if wanted in (one["text"], one.get("callback_data"))), None
    )
    if button is None:
        labels = [one["text"] for one in buttons]
        raise ControlError(f"no button {wanted!r}; there are {labels}", 404)
    if "url" in button:
        return _follow(bot, chat, body, button["url"])
    message_id = stored.message["message_id"]
    query = {
        "id": bot.query_id(message_id), "from": _speaker(chat, body), "message": stored.message,
        "chat_instance": str(chat.id), "data": button["callback_data"],
    }  # fmt: skip
    return {
        "update_id": bot.add_update("callback_query", query, chat.id),
        "message_id": message_id,
    }


def _follow(bot: Bot, chat: Chat, body: dict[str, Any], url: str) -> dict[str, Any]:
    """A deep link to this bot opens its private chat and says /start with the payload."""
    start = f"https://t.me/{bot.username}?start="
    if not url.startswith(start):
        raise ControlError(f"the link leaves the sandbox: {url}")
    speaker = _speaker(chat, body)
    private = bot.chat(speaker["id"])
    more = {"name": speaker["first_name"], "language_code": speaker.get("language_code", "")}
    return says(bot, private, {"text": f"/start {url.removeprefix(start)}", **more})


def blocks(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Blocks the bot, or puts it out of the group."""
    return _membership(bot, chat, body, "member", "kicked")


def unblocks(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Lets the bot write again."""
    return _membership(bot, chat, body, "kicked", "member")


def joins(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Puts the bot into a group (`title?`, `forum?`)."""
    chat.title = str(body.get("title") or chat.title)
    chat.is_forum = bool(body.get("forum", chat.is_forum))
    chat.is_open = True
    return _membership(bot, chat, body, "left", "member")


def _membership(
    bot: Bot, chat: Chat, body: dict[str, Any], before: str, after: str
) -> dict[str, Any]:
    chat.blocked = after == "kicked"
    speaker = _speaker(chat, body)

    def member(status: str) -> dict[str, Any]:
        more = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": bot.user(), **more}

    change = {
        "chat": chat.object(), "from": speaker, "date": int(time.time()),
        "old_chat_member": member(before), "new_chat_member": member(after),
    }  # fmt: skip
    return {"update_id": bot.add_update("my_chat_member", change, chat.id)}


def migrates(bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Makes a group a supergroup with a new id (`to?`)."""
    new = bot.chat(int(body.get("to") or f"-100{-chat.id}"))
    new.title, new.is_open, new.people = chat.title, True, dict(chat.people)
    answer = _message(bot, chat, body, {"migrate_to_chat_id": new.id})
    chat.moved_to = new.id
    _message(bot, new, body, {"migrate_from_chat_id": chat.id})
    return {**answer, "chat_id": new.id}


def _speaker(chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    user_id = int(body.get("user_id") or (chat.id if chat.is_private else 0))
    if not user_id:
        raise ControlError("in a group, say who: `user_id`")
    return chat.user(user_id, str(body.get("name") or ""), str(body.get("language_code") or ""))


def _message(
    bot: Bot, chat: Chat, body: dict[str, Any], content: dict[str, Any]
) -> dict[str, Any]:
    speaker = _speaker(chat, body)
    message: dict[str, Any] = {
        "message_id": bot.message_id(), "from": speaker, "chat": chat.object(),
        "date": int(time.time()), **content,
    }  # fmt: skip
    if body.get("anonymous"):
        message |= {"from": ANONYMOUS, "sender_chat": chat.object()}
    quoted = chat.messages.get(int(body.get("reply_to") or 0))
    if quoted:
        inner = {key: value for key, value in quoted.message.items() if key != "reply_to_message"}
        message["reply_to_message"] = inner
    if body.get("topic"):
        message |= {"message_thread_id": int(body["topic"]), "is_topic_message": True}
    chat.is_open = True
    chat.blocked = False if chat.is_private else chat.blocked
    bot.keep(chat, message, from_bot=False)
    return {
        "update_id": bot.add_update("message", message, chat.id),
        "message_id": message["message_id"],
    }


def opens(_bot: Bot, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Spoke to the bot some time ago: it may write. Makes no update."""
    _speaker(chat, body)
    chat.is_open = True
    return {"open": True}


ACTS: dict[str, Callable[[Bot, Chat, dict[str, Any]], dict[str, Any]]] = {
    "say": says,
    "open": opens,
    "location": pins,
    "contact": shares_contact,
    "sticker": sends_sticker,
    "edit": edits,
    "tap": taps,
    "block": blocks,
    "unblock": unblocks,
    "join": joins,
    "leave": blocks,
    "migrate": migrates,
}
"""What a person does, by its name in the control API."""
