"""Chats, their members and their pins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.members import member, set_bot_status
from sandbox.telegram.methods.method import Method, Uploads, integer, json_objects

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat, Stored

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#getchat"""
    chat = bot.writable(parameters.get("chat_id"))
    return {
        **chat.object(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


def get_member(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#getchatmember"""
    chat = bot.writable(parameters.get("chat_id"))
    user_id = integer(parameters, "user_id")
    if user_id == bot.id:
        return member(bot.user(), chat.bot_status)
    user = chat.people.get(user_id)
    if user is None:
        raise bad_request("member not found")
    return member(user, chat.statuses.get(user_id, "member"))


def administrators(bot: Bot, parameters: Parameters, _files: Uploads) -> list[dict[str, Any]]:
    """core.telegram.org/bots/api#getchatadministrators"""
    chat = _group(bot, parameters)
    found = [
        member(chat.people[user_id], status)
        for user_id, status in chat.statuses.items()
        if user_id in chat.people and status in ("creator", "administrator")
    ]
    if chat.bot_status == "administrator":
        found.append(member(bot.user(), "administrator"))
    return found


def count(bot: Bot, parameters: Parameters, _files: Uploads) -> int:
    """core.telegram.org/bots/api#getchatmembercount"""
    return len(bot.writable(parameters.get("chat_id")).people) + 1


def leave(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#leavechat"""
    set_bot_status(bot, _group(bot, parameters), "left", bot.user())
    return True


def _group(bot: Bot, parameters: Parameters) -> Chat:
    chat = bot.writable(parameters.get("chat_id"))
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return chat


def pin(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#pinchatmessage"""
    chat, stored = _message(bot, parameters, "message to pin not found")
    chat.pinned.append(stored.message["message_id"])
    return True


def unpin(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#unpinchatmessage: the newest pin, if none is named."""
    chat = bot.writable(parameters.get("chat_id"))
    wanted = integer(parameters, "message_id") or next(reversed(chat.pinned), 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    return True


def unpin_all(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#unpinallchatmessages"""
    bot.writable(parameters.get("chat_id")).pinned.clear()
    return True


def react(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#setmessagereaction"""
    chat, stored = _message(bot, parameters, "message to react not found")
    stored.reactions = [str(one.get("emoji", "")) for one in json_objects(parameters, "reaction")]
    bot.events.publish(lambda: {"type": "edited", "chat_id": chat.id, **chat.seen(stored)})
    return True


def _message(bot: Bot, parameters: Parameters, words: str) -> tuple[Chat, Stored]:
    chat = bot.writable(parameters.get("chat_id"))
    stored = chat.messages.get(integer(parameters, "message_id"))
    if stored is None:
        raise bad_request(words)
    return chat, stored


METHODS: dict[str, Method] = {
    "getchat": get_chat,
    "getchatmember": get_member,
    "getchatadministrators": administrators,
    "getchatmembercount": count,
    "leavechat": leave,
    "pinchatmessage": pin,
    "unpinchatmessage": unpin,
    "unpinallchatmessages": unpin_all,
    "setmessagereaction": react,
}
