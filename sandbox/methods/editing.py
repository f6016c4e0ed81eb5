"""Changing and removing messages of the bot (and, in a private chat, of the person)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.errors import bad_request
from sandbox.methods.markup import inline
from sandbox.methods.method import Method, Parameters, Uploads, data, whole
from sandbox.methods.sending import CAPTION_LIMIT, TEXT_LIMIT, file_from, formatted, media

if TYPE_CHECKING:
    from sandbox.bots import Bot
    from sandbox.chats import Chat, Stored


def edit_text(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#editmessagetext"""
    chat, stored = _own(bot, parameters)
    if "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    text, entities = formatted(parameters, "text", "entities", TEXT_LIMIT)
    if not text.strip():
        raise bad_request("message text is empty")
    return _change(bot, chat, stored, parameters, {"text": text, "entities": entities})


def edit_caption(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#editmessagecaption"""
    chat, stored = _own(bot, parameters)
    caption, entities = formatted(parameters, "caption", "caption_entities", CAPTION_LIMIT)
    return _change(
        bot, chat, stored, parameters, {"caption": caption, "caption_entities": entities}
    )


def edit_markup(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#editmessagereplymarkup"""
    chat, stored = _own(bot, parameters)
    return _change(bot, chat, stored, parameters, {})


def edit_media(bot: Bot, parameters: Parameters, files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#editmessagemedia"""
    chat, stored = _own(bot, parameters)
    item = data(parameters, "media") or {}
    content = media(item.get("type", "photo"), file_from(bot, item, files, "media"))
    return _change(bot, chat, stored, parameters, content)


def _own(bot: Bot, parameters: Parameters) -> tuple[Chat, Stored]:
    chat = bot.writable(parameters.get("chat_id"))
    stored = chat.messages.get(whole(parameters, "message_id"))
    if stored is None:
        raise bad_request("message to edit not found")
    if not stored.from_bot:
        raise bad_request("message can't be edited")
    return chat, stored


def _change(
    bot: Bot, chat: Chat, stored: Stored, parameters: Parameters, content: dict[str, Any]
) -> dict[str, Any]:
    """The message with new content; without a `reply_markup` its buttons go, as on Telegram."""
    before = stored.message
    dropped = {name for name in content if not content[name]} | {"reply_markup"}
    after = {name: value for name, value in {**before, **content}.items() if name not in dropped}
    markup = data(parameters, "reply_markup")
    if markup and markup.get("inline_keyboard"):
        after["reply_markup"] = inline(markup)
    if {**after, "edit_date": 0} == {**before, "edit_date": 0}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    after["edit_date"] = int(time.time())
    stored.message, stored.edited = after, True
    bot.events.tell({"type": "edited", "chat_id": chat.id, **chat.seen(stored)})
    return after


def delete(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#deletemessage: within 48 hours."""
    chat = bot.writable(parameters.get("chat_id"))
    _delete(bot, chat, whole(parameters, "message_id"))
    return True


def delete_many(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#deletemessages: unknown ones are skipped."""
    chat = bot.writable(parameters.get("chat_id"))
    for message_id in data(parameters, "message_ids") or []:
        if message_id in chat.messages:
            _delete(bot, chat, message_id)
    return True


def _delete(bot: Bot, chat: Chat, message_id: int) -> None:
    stored = chat.messages.get(message_id)
    if stored is None:
        raise bad_request("message to delete not found")
    if time.time() - stored.message["date"] > 48 * 3600:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message_id]
    bot.events.tell({"type": "deleted", "chat_id": chat.id, "message_id": message_id})


METHODS: dict[str, Method] = {
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagereplymarkup": edit_markup,
    "editmessagemedia": edit_media,
    "deletemessage": delete,
    "deletemessages": delete_many,
}
