"""Editing and deleting messages of the bot (and, in a private chat, of the person)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import as_sent
from sandbox.telegram.methods.markup import inline
from sandbox.telegram.methods.media import KINDS, file_from
from sandbox.telegram.methods.method import Method, Uploads, data, integer, json_object
from sandbox.telegram.methods.sending import caption_of, text_of

if TYPE_CHECKING:
    from sandbox.calling import Parameters
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat, Stored

DELETABLE_FOR = 48 * 3600
_CAPTION = ("caption", "caption_entities")
_MEDIA = set(KINDS) - {"sticker"}


def edit_text(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#editmessagetext"""
    chat, stored = _own(bot, parameters)
    if "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    return _change(bot, chat, stored, parameters, ("text", "entities"), text_of(parameters))


def edit_caption(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#editmessagecaption"""
    chat, stored = _own(bot, parameters)
    if not _MEDIA & stored.message.keys():
        raise bad_request("there is no caption in the message to edit")
    return _change(bot, chat, stored, parameters, _CAPTION, caption_of(parameters))


def edit_markup(bot: Bot, parameters: Parameters, _files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#editmessagereplymarkup"""
    chat, stored = _own(bot, parameters)
    return _change(bot, chat, stored, parameters, (), {})


def edit_media(bot: Bot, parameters: Parameters, files: Uploads) -> dict[str, Any]:
    """core.telegram.org/bots/api#editmessagemedia"""
    chat, stored = _own(bot, parameters)
    item = json_object(parameters, "media")
    kind = str(item.get("type"))
    if kind not in _MEDIA:
        raise bad_request("can't parse InputMedia: wrong type")
    if not _MEDIA & stored.message.keys() and "text" not in stored.message:
        raise bad_request("message can't be edited")
    content = {**as_sent(kind, file_from(bot, item, files, "media")), **caption_of(item)}
    gone = (*_MEDIA, *_CAPTION, "text", "entities")
    return _change(bot, chat, stored, parameters, gone, content)


def _own(bot: Bot, parameters: Parameters) -> tuple[Chat, Stored]:
    if parameters.get("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = bot.writable(parameters.get("chat_id"))
    stored = chat.messages.get(integer(parameters, "message_id"))
    if stored is None:
        raise bad_request("message to edit not found")
    if not stored.from_bot:
        raise bad_request("message can't be edited")
    return chat, stored


def _change(
    bot: Bot,
    chat: Chat,
    stored: Stored,
    parameters: Parameters,
    gone: tuple[str, ...],
    content: dict[str, Any],
) -> dict[str, Any]:
    """Change the content of a message. Without a `reply_markup` its buttons are removed."""
    before = stored.message
    after = {name: value for name, value in before.items() if name not in (*gone, "reply_markup")}
    after |= content
    markup = json_object(parameters, "reply_markup")
    if markup:
        if "inline_keyboard" not in markup:
            raise bad_request("message can't be edited: inline keyboard expected")
        after |= inline(markup)
    if {**after, "edit_date": 0} == {**before, "edit_date": 0}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    after["edit_date"] = int(bot.clock.now())
    stored.edited = stored.edited or any(after.get(name) != before.get(name) for name in gone)
    stored.message = after
    bot.events.publish(lambda: {"type": "edited", "chat_id": chat.id, **chat.seen(stored)})
    return after


def delete(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#deletemessage: only within 48 hours."""
    chat = bot.writable(parameters.get("chat_id"))
    _delete(bot, chat, integer(parameters, "message_id"))
    return True


def delete_many(bot: Bot, parameters: Parameters, _files: Uploads) -> bool:
    """core.telegram.org/bots/api#deletemessages: 1–100; unknown ones are skipped."""
    chat = bot.writable(parameters.get("chat_id"))
    wanted = data(parameters, "message_ids")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= 100:
        raise bad_request("message identifiers are not specified")
    for message_id in wanted:
        if message_id in chat.messages:
            _delete(bot, chat, message_id)
    return True


def _delete(bot: Bot, chat: Chat, message_id: int) -> None:
    stored = chat.messages.get(message_id)
    if stored is None:
        raise bad_request("message to delete not found")
    theirs = not stored.from_bot and not chat.is_private and chat.bot_status != "administrator"
    if theirs or bot.clock.now() - stored.message["date"] > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message_id]
    bot.events.publish({"type": "deleted", "chat_id": chat.id, "message_id": message_id})


METHODS: dict[str, Method] = {
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagereplymarkup": edit_markup,
    "editmessagemedia": edit_media,
    "deletemessage": delete,
    "deletemessages": delete_many,
}
