"""People block the bot, put it into groups and out of them; groups grow and change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.control import Body, whole
from sandbox.errors import ControlError
from sandbox.telegram.members import becomes
from sandbox.telegram.phone.people import message, says, speaker

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat


def blocks(bot: Bot, chat: Chat, body: Body) -> Body:
    """Blocks the bot in a private chat."""
    _private(chat)
    chat.is_open = True
    return {"update_id": becomes(bot, chat, "kicked", speaker(chat, body))}


def unblocks(bot: Bot, chat: Chat, body: Body) -> Body:
    """Lets the bot write again."""
    _private(chat)
    return {"update_id": becomes(bot, chat, "member", speaker(chat, body))}


def joins(bot: Bot, chat: Chat, body: Body) -> Body:
    """Puts the bot into a group: `title?`, `forum?`, `admin?`, `start?` (a deep link's payload)."""
    _group(chat)
    user = speaker(chat, body)
    chat.title = str(body.get("title") or chat.title)
    chat.is_forum = bool(body.get("forum", chat.is_forum))
    if chat.is_forum and chat.kind != "supergroup":
        raise ControlError("only a supergroup has topics: its id begins with -100")
    chat.is_open = True
    chat.statuses.setdefault(user["id"], "creator" if not chat.statuses else "administrator")
    if chat.bot_status not in ("left", "kicked"):
        chat.bot_status = "left"
    update_id = becomes(bot, chat, "administrator" if body.get("admin") else "member", user)
    answer = {**message(bot, chat, body, {"new_chat_members": [bot.user()]}), "joined": update_id}
    if body.get("start"):
        return says(bot, chat, {**body, "text": f"/start@{bot.username} {body['start']}"})
    return answer


def puts_out(bot: Bot, chat: Chat, body: Body) -> Body:
    """Puts the bot out of the group."""
    _group(chat)
    return {"update_id": becomes(bot, chat, "kicked", speaker(chat, body))}


def promotes(bot: Bot, chat: Chat, body: Body) -> Body:
    """Makes somebody an administrator (`who`, a user id; without it the bot), or not (`admin`)."""
    _group(chat)
    status = "administrator" if body.get("admin", True) else "member"
    if body.get("who"):
        chat.statuses[whole(body["who"], "who")] = status
        return {"status": status}
    return {"update_id": becomes(bot, chat, status, speaker(chat, body))}


def enters(bot: Bot, chat: Chat, body: Body) -> Body:
    """A person comes into the group."""
    _group(chat)
    return message(bot, chat, body, {"new_chat_members": [speaker(chat, body)]})


def goes(bot: Bot, chat: Chat, body: Body) -> Body:
    """A person leaves the group."""
    _group(chat)
    user = speaker(chat, body)
    answer = message(bot, chat, body, {"left_chat_member": user})
    chat.people.pop(user["id"], None)
    chat.statuses.pop(user["id"], None)
    return answer


def migrates(bot: Bot, chat: Chat, body: Body) -> Body:
    """Makes a group a supergroup with a new id (`to?`); both sides say so, as on Telegram."""
    _group(chat)
    if chat.kind == "supergroup":
        raise ControlError("it is a supergroup already")
    user = next(iter(chat.people.values()), None)
    by = {"user_id": user["id"] if user else 0, **body}
    new = bot.chat(whole(body.get("to") or f"-100{-chat.id}", "to"))
    if new.kind != "supergroup":
        raise ControlError("`to` is a supergroup's id: it begins with -100")
    new.title, new.is_open, new.bot_status = chat.title, True, chat.bot_status
    new.people, new.statuses = dict(chat.people), dict(chat.statuses)
    answer = message(bot, chat, by, {"migrate_to_chat_id": new.id})
    chat.moved_to = new.id
    content: dict[str, Any] = {"migrate_from_chat_id": chat.id}
    message(bot, new, {"anonymous": True}, content)
    return {**answer, "chat_id": new.id}


def _private(chat: Chat) -> None:
    if not chat.is_private:
        raise ControlError("only in a private chat; a group has `leave`")


def _group(chat: Chat) -> None:
    if chat.is_private:
        raise ControlError("only in a group: its id is negative")
