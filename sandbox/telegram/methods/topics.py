"""Methods for topics of a forum (core.telegram.org/bots/api#createforumtopic and following)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.method import Method, Uploads, integer, required

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat

COLOUR = 7322096
"""The first colour that Telegram allows."""


def create(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#createforumtopic"""
    chat = _forum(bot, parameters)
    name = str(required(parameters, "name"))
    if len(name) > 128:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    thread = bot.message_id(chat)
    chat.topics.add(thread)
    message = {
        "message_id": thread,
        "from": bot.user(),
        "chat": chat.object(),
        "date": int(bot.clock.now()),
        "message_thread_id": thread,
        "is_topic_message": True,
        "forum_topic_created": {"name": name, "icon_color": COLOUR},
    }
    bot.add_message(chat, message, from_bot=True)
    return {"message_thread_id": thread, "name": name, "icon_color": COLOUR}


def close(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#closeforumtopic"""
    chat, thread = _topic(bot, parameters)
    if thread in chat.closed_topics:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.closed_topics.add(thread)
    return True


def reopen(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#reopenforumtopic"""
    chat, thread = _topic(bot, parameters)
    if thread not in chat.closed_topics:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.closed_topics.discard(thread)
    return True


def delete(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#deleteforumtopic: also deletes its messages."""
    chat, thread = _topic(bot, parameters)
    chat.topics.discard(thread)
    chat.closed_topics.discard(thread)
    inside = [
        key
        for key, stored in chat.messages.items()
        if stored.message.get("message_thread_id") == thread
    ]
    for message_id in inside:
        del chat.messages[message_id]
        bot.events.publish({"type": "deleted", "chat_id": chat.id, "message_id": message_id})
    return True


def _forum(bot: Bot, parameters: Parameters) -> Chat:
    chat = bot.writable(parameters.get("chat_id"))
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.bot_status != "administrator":
        raise bad_request("not enough rights to create a topic")
    return chat


def _topic(bot: Bot, parameters: Parameters) -> tuple[Chat, int]:
    chat = _forum(bot, parameters)
    thread = integer(parameters, "message_thread_id")
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    return chat, thread


METHODS: dict[str, Method] = {
    "createforumtopic": create,
    "closeforumtopic": close,
    "reopenforumtopic": reopen,
    "deleteforumtopic": delete,
}
