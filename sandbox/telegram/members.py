"""The members of a chat, as Telegram's ChatMember objects, and their changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)
"""The rights of an administrator (core.telegram.org/bots/api#chatmemberadministrator).

The last one is newer than Bot API 10.1, but aiogram requires it.
"""


def member(user: dict[str, Any], status: str) -> dict[str, Any]:
    """Return a ChatMember. `status` is creator, administrator, member, left or kicked."""
    found: dict[str, Any] = {"status": status, "user": user}
    if status == "creator":
        found["is_anonymous"] = False
    elif status == "administrator":
        found |= {"can_be_edited": False, "is_anonymous": False}
        found |= dict.fromkeys(_RIGHTS, True)
    elif status == "kicked":
        found["until_date"] = 0
    return found


def set_bot_status(bot: Bot, chat: Chat, status: str, by: dict[str, Any]) -> int | None:
    """Change the bot's status in a chat. Return the update's id, if the bot asked for such."""
    before, chat.bot_status = chat.bot_status, status
    chat.blocked = status in ("left", "kicked")
    change = {
        "chat": chat.object(),
        "from": by,
        "date": int(bot.clock.now()),
        "old_chat_member": member(bot.user(), before),
        "new_chat_member": member(bot.user(), status),
    }
    return bot.add_update("my_chat_member", change, chat.id)
