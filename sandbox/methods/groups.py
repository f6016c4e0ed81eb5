"""Chats and their members, pins and topics."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.errors import bad_request
from sandbox.methods.method import Method, Parameters, Uploads, needed, whole

if TYPE_CHECKING:
    from sandbox.bots import Bot
    from sandbox.chats import Chat


def get_chat(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#getchat"""
    chat = bot.writable(parameters.get("chat_id"))
    return {
        **chat.object(), "accent_color_id": 0, "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False,
            "premium_subscription": False, "gifts_from_channels": False,
        },
    }  # fmt: skip


def get_member(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#getchatmember"""
    chat = bot.writable(parameters.get("chat_id"))
    user_id = whole(parameters, "user_id")
    if user_id == bot.id:
        return {"status": "member", "user": bot.user()}
    user = chat.people.get(user_id)
    if user is None:
        raise bad_request("user not found")
    return {"status": "member", "user": user}


def administrators(bot: Bot, parameters: Parameters, _files: Uploads) -> list[dict[str, Any]]:
    """core.telegram.org/bots/api#getchatadministrators: the first member owns the group."""
    chat = bot.writable(parameters.get("chat_id"))
    first = next(iter(chat.people.values()), None)
    return [{"status": "creator", "user": first, "is_anonymous": False}] if first else []


def count(bot: Bot, parameters: Parameters, _files: Uploads) -> int:
    """core.telegram.org/bots/api#getchatmembercount"""
    return len(bot.writable(parameters.get("chat_id")).people) + 1


def leave(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#leavechat"""
    bot.writable(parameters.get("chat_id")).blocked = True
    return True


def pin(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#pinchatmessage"""
    chat = bot.writable(parameters.get("chat_id"))
    if whole(parameters, "message_id") not in chat.messages:
        raise bad_request("message to pin not found")
    return True


def create_topic(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#createforumtopic"""
    chat = _forum(bot, parameters)
    name = str(needed(parameters, "name"))
    thread = bot.message_id()
    chat.topics.add(thread)
    message = {
        "message_id": thread, "from": bot.user(), "chat": chat.object(), "date": int(time.time()),
        "message_thread_id": thread, "is_topic_message": True,
        "forum_topic_created": {"name": name, "icon_color": 7322096},
    }  # fmt: skip
    bot.keep(chat, message, from_bot=True)
    return {"message_thread_id": thread, "name": name, "icon_color": 7322096}


def _topic_changer(what: str) -> Method:
    def change(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
        chat = _forum(bot, parameters)
        thread = whole(parameters, "message_thread_id")
        if thread not in chat.topics:
            raise bad_request("message thread not found")
        if what == "close":
            chat.closed_topics.add(thread)
        elif what == "reopen":
            chat.closed_topics.discard(thread)
        else:
            chat.topics.discard(thread)
        return True

    return change


def _forum(bot: Bot, parameters: Parameters) -> Chat:
    chat = bot.writable(parameters.get("chat_id"))
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


METHODS: dict[str, Method] = {
    "getchat": get_chat,
    "getchatmember": get_member,
    "getchatadministrators": administrators,
    "getchatmembercount": count,
    "leavechat": leave,
    "pinchatmessage": pin,
    "unpinchatmessage": pin,
    "createforumtopic": create_topic,
    "closeforumtopic": _topic_changer("close"),
    "reopenforumtopic": _topic_changer("reopen"),
    "deleteforumtopic": _topic_changer("delete"),
}
