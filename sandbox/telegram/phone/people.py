"""Acts of people on their phones, and the updates that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.control import Body, SentFile, integer
from sandbox.errors import ControlError
from sandbox.telegram.files import as_sent
from sandbox.telegram.members import set_bot_status
from sandbox.telegram.methods.sending import CAPTION_LIMIT, TEXT_LIMIT
from sandbox.telegram.text.entities import find, trimmed, units

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat

ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""The sender for a group's anonymous administrators (core.telegram.org/bots/api#message)."""
NAMES = ("first_name", "last_name", "username", "language_code")


def sends_text(bot: Bot, chat: Chat, body: Body) -> Body:
    """Sends a text. A very long one is split into several messages."""
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ControlError("`text` is missing")
    answer: Body = {}
    for part in _parts(text):
        answer = message(bot, chat, body, _marked("text", "entities", part))
    return answer


def _parts(text: str) -> list[str]:
    parts, rest = [], text
    while units(rest) > TEXT_LIMIT:
        end = TEXT_LIMIT
        while units(rest[:end]) > TEXT_LIMIT:
            end -= 1
        end = max(rest.rfind(" ", 0, end), rest.rfind("\n", 0, end)) + 1 or end
        parts.append(rest[:end])
        rest = rest[end:]
    return [*parts, rest]


def _marked(name: str, entities_name: str, text: str) -> Body:
    text_left, _ = trimmed(text, [])
    found: Body = {name: text_left}
    if entities := find(text_left):
        found[entities_name] = entities
    return found


def sends_file(bot: Bot, chat: Chat, kind: str, sent: SentFile, body: Body) -> Body:
    """Sends a photo, voice note, document, video or audio."""
    content = as_sent(kind, bot.add_file(sent.name, sent.mime, sent.content))
    caption = str(body.get("caption") or "")
    if units(caption) > CAPTION_LIMIT:
        raise ControlError(f"no phone lets one write a caption over {CAPTION_LIMIT} characters")
    if caption.strip():
        content |= _marked("caption", "caption_entities", caption)
    if body.get("album"):
        content["media_group_id"] = str(body["album"])
    return message(bot, chat, body, content)


def sends_location(bot: Bot, chat: Chat, body: Body) -> Body:
    """Sends a place."""
    try:
        place = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
    except (KeyError, TypeError, ValueError):
        raise ControlError("`latitude` and `longitude` are numbers") from None
    return message(bot, chat, body, {"location": place})


def shares_contact(bot: Bot, chat: Chat, body: Body) -> Body:
    """Shares a telephone number (`phone`): the person's own, or that of the user `of`."""
    user = acting_user(chat, body)
    contact = {
        "phone_number": str(body.get("phone") or "+84900000000"),
        "first_name": user["first_name"],
        "user_id": integer(body.get("of") or user["id"], "of"),
    }
    return message(bot, chat, body, {"contact": contact})


def sends_sticker(bot: Bot, chat: Chat, body: Body) -> Body:
    """Sends a sticker."""
    file = bot.add_file("sticker.webp", "image/webp", b"RIFF\x00\x00\x00\x00WEBP")
    content = as_sent("sticker", file)
    if body.get("emoji"):
        content["sticker"]["emoji"] = str(body["emoji"])
    return message(bot, chat, body, content)


def edits(bot: Bot, chat: Chat, body: Body) -> Body:
    """Edits the text or the caption of an earlier message."""
    stored = chat.messages.get(integer(body.get("message_id") or 0, "message_id"))
    text = body.get("text")
    if stored is None or stored.from_bot or not isinstance(text, str) or not text.strip():
        raise ControlError(
            "`message_id` is a message of the person's own, `text` its new text", 404
        )
    name, entities = (
        ("text", "entities") if "text" in stored.message else ("caption", "caption_entities")
    )
    text_left = {
        key: value for key, value in stored.message.items() if key not in (name, entities)
    }
    stored.message = {
        **text_left,
        **_marked(name, entities, text),
        "edit_date": int(bot.clock.now()),
    }
    stored.edited = True
    bot.events.publish(lambda: {"type": "edited", "chat_id": chat.id, **chat.seen(stored)})
    update_id = bot.add_update("edited_message", stored.message, chat.id)
    return {"update_id": update_id, "message_id": stored.message["message_id"]}


def opens(_bot: Bot, chat: Chat, body: Body) -> Body:
    """Opens the chat, as if the person wrote long ago: the bot may write. Makes no update."""
    acting_user(chat, body)
    chat.is_open = True
    return {"open": True}


def acting_user(chat: Chat, body: Body) -> dict[str, Any]:
    """Return the User who acts.

    The body has `user_id`, `name`, `last_name`, `username` and `language_code`.
    """
    user_id = integer(body.get("user_id") or (chat.id if chat.is_private else 0), "user_id")
    if not user_id:
        raise ControlError("in a group, say who: `user_id`")
    names = {name: str(body.get(name) or "") for name in NAMES}
    names["first_name"] = str(body.get("name") or "")
    return chat.user(user_id, **names)


def message(bot: Bot, chat: Chat, body: Body, content: Body) -> Body:
    """Store a person's message with this content, and queue it for the bot if it is a member."""
    if chat.moved_to:
        raise ControlError(f"this group is now the supergroup {chat.moved_to}")
    if body.get("anonymous"):
        if chat.kind != "supergroup":
            raise ControlError("only supergroups have anonymous administrators")
        sender: Body = {"from": ANONYMOUS, "sender_chat": chat.object()}
    else:
        sender = {"from": acting_user(chat, body)}
    if chat.blocked and chat.is_private:
        set_bot_status(bot, chat, "member", sender["from"])
    chat.is_open = True
    made: Body = {
        "message_id": bot.message_id(chat),
        **sender,
        "chat": chat.object(),
        "date": int(bot.clock.now()),
        **_thread(chat, body),
        **_quoted(chat, body),
        **content,
    }
    bot.add_message(chat, made, from_bot=False)
    update_id = None if chat.blocked else bot.add_update("message", made, chat.id)
    return {"update_id": update_id, "message_id": made["message_id"]}


def _quoted(chat: Chat, body: Body) -> Body:
    wanted = integer(body.get("reply_to") or 0, "reply_to")
    if not wanted:
        return {}
    quoted = chat.messages.get(wanted)
    if quoted is None:
        raise ControlError(f"there is no message {wanted} on the screen to reply to", 404)
    inner = {key: value for key, value in quoted.message.items() if key != "reply_to_message"}
    return {"reply_to_message": inner}


def _thread(chat: Chat, body: Body) -> Body:
    topic = integer(body.get("topic") or 0, "topic")
    if not topic:
        return {}
    if topic not in chat.topics:
        raise ControlError(f"there is no topic {topic}; there are {sorted(chat.topics)}", 404)
    return {"message_thread_id": topic, "is_topic_message": True}
