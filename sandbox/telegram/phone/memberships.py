"""Acts of people on memberships: blocking the bot, adding it to groups, changing groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.control import Body, integer
from sandbox.errors import ControlError
from sandbox.telegram.members import set_bot_status
from sandbox.telegram.phone.people import acting_user, message, sends_text

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat


def blocks(bot: Bot, chat: Chat, body: Body) -> Body:
    """Blocks the bot in a private chat."""
    _private(chat)
    chat.is_open = True
    return {"update_id": set_bot_status(bot, chat, "kicked", acting_user(chat, body))}


def unblocks(bot: Bot, chat: Chat, body: Body) -> Body:
    """Unblocks the bot."""
    _private(chat)
    return {"update_id": set_bot_status(bot, chat, "member", acting_user(chat, body))}


def joins(bot: Bot, chat: Chat, body: Body) -> Body:
    """Adds the bot to a group: `title?`, `forum?`, `admin?`, `start?` (a deep link's payload)."""
    _group(chat)
    user = acting_user(chat, body)
    chat.title = str(body.get("title") or chat.title)
    chat.is_forum = bool(body.get("forum", chat.is_forum))
    if chat.is_forum and chat.kind != "supergroup":
        raise ControlError("only a supergroup has topics: its id begins with -100")
    chat.is_open = True
    chat.statuses.setdefault(user["id"], "creator" if not chat.statuses else "administrator")
    if chat.bot_status not in ("left", "kicked"):
        chat.bot_status = "left"
    update_id = set_bot_status(bot, chat, "administrator" if body.get("admin") else "member", user)
    answer = {**message(bot, chat, body, {"new_chat_members": [bot.user()]}), "joined": update_id}
    if body.get("start"):
        return sends_text(bot, chat, {**body, "text": f"/start@{bot.username} {body['start']}"})
    return answer


def removes_bot(bot: Bot, chat: Chat, body: Body) -> Body:
    """Removes the bot from the group."""
    _group(chat)
    return {"update_id": set_bot_status(bot, chat, "kicked", acting_user(chat, body))}


def promotes(bot: Bot, chat: Chat, body: Body) -> Body:
    """Makes `who` (a user id; default: the bot) an administrator, or not (`admin`: false)."""
    _group(chat)
    status = "administrator" if body.get("admin", True) else "member"
    if body.get("who"):
        chat.statuses[integer(body["who"], "who")] = status
        return {"status": status}
    return {"update_id": set_bot_status(bot, chat, status, acting_user(chat, body))}


def enters(bot: Bot, chat: Chat, body: Body) -> Body:
    """A person joins the group."""
    _group(chat)
    return message(bot, chat, body, {"new_chat_members": [acting_user(chat, body)]})


def leaves(bot: Bot, chat: Chat, body: Body) -> Body:
    """A person leaves the group."""
    _group(chat)
    user = acting_user(chat, body)
    answer = message(bot, chat, body, {"left_chat_member": user})
    chat.people.pop(user["id"], None)
    chat.statuses.pop(user["id"], None)
    return answer


def migrates(bot: Bot, chat: Chat, body: Body) -> Body:
    """Makes a group a supergroup with a new id (`to?`). Both groups get a service message."""
    _group(chat)
    if chat.kind == "supergroup":
        raise ControlError("it is a supergroup already")
    user = next(iter(chat.people.values()), None)
    by = {"user_id": user["id"] if user else 0, **body}
    new = bot.chat(integer(body.get("to") or f"-100{-chat.id}", "to"))
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
