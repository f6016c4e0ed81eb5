"""A chat and its messages, as people see them on their phones."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "pinned_message",
)
"""Fields of service messages, which nobody wrote."""


@dataclass(slots=True)
class Stored:
    """One message: Telegram's object, and the state that only the screen shows."""

    message: dict[str, Any]
    from_bot: bool
    edited: bool = False
    """Its text or picture was changed. New buttons alone do not count."""
    reactions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Chat:
    """A private chat (positive id) or a group (negative)."""

    id: int
    title: str = ""
    is_open: bool = False
    """Somebody wrote to the bot here, or added it, so the bot may write."""
    blocked: bool = False
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    """User id → User object."""
    messages: dict[int, Stored] = field(default_factory=dict)
    keyboard: list[list[str]] = field(default_factory=list)
    moved_to: int = 0
    closed_topics: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    """Live forum topics by thread id."""
    is_forum: bool = False
    bot_status: str = "member"
    """The bot's status: member, administrator, left or kicked."""
    statuses: dict[int, str] = field(default_factory=dict)
    """User id → creator or administrator. Ordinary members are not listed."""
    once: bool = False
    """The reply keyboard disappears after one of its keys was tapped."""
    asks: dict[str, str] = field(default_factory=dict)
    """Label of a key of the reply keyboard → "contact" or "location", which it sends."""
    pinned: list[int] = field(default_factory=list)
    own_ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    """Message ids of a supergroup."""

    @property
    def is_private(self) -> bool:
        """A chat with one person."""
        return self.id > 0

    @property
    def kind(self) -> str:
        """Telegram's type of the chat. A supergroup is recognised by its id."""
        if self.is_private:
            return "private"
        return "supergroup" if str(self.id).startswith("-100") else "group"

    def object(self) -> dict[str, Any]:
        """Return the chat as Telegram's Chat object."""
        if self.is_private:
            user = self.people.get(self.id, {})
            names: dict[str, Any] = {
                name: user[name] for name in ("first_name", "username") if name in user
            }
            return {"id": self.id, "type": "private", **names}
        found = {"id": self.id, "title": self.title or f"Nhóm {-self.id}", "type": self.kind}
        return {**found, "is_forum": True} if self.is_forum else found

    def user(self, user_id: int, **names: str) -> dict[str, Any]:
        """Store and return a person's User object. New names replace the earlier ones.

        Earlier messages keep the User object with which they were sent.
        """
        known = self.people.get(user_id) or {
            "id": user_id,
            "is_bot": False,
            "first_name": f"Người {user_id}",
        }
        given = {name: value for name, value in names.items() if value}
        user = self.people[user_id] = {**known, **given}
        return user

    def screen(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the messages that a person in this chat sees, newer than message `after`."""
        newer = itertools.takewhile(lambda key: key > after, reversed(self.messages))
        return [self.seen(self.messages[key]) for key in reversed(list(newer))]

    def seen(self, stored: Stored) -> dict[str, Any]:
        """Return one message in the format of the control API."""
        message = stored.message
        shown: dict[str, Any] = {
            "message_id": message["message_id"],
            "from": "bot" if stored.from_bot else "user",
            "name": message.get("from", {}).get("first_name", ""),
            "text": message.get("text", ""),
            "date": message["date"],
            "buttons": _buttons(message),
            "keyboard": self.keyboard if stored.from_bot else [],
            "edited": stored.edited,
        }
        for name in ("entities", "caption", "caption_entities", "location", "contact", "sticker"):
            if name in message:
                shown[name] = message[name]
        if "photo" in message:
            shown["photo"] = message["photo"][-1]["file_id"]
        for kind in ("document", "voice", "video", "audio", "animation"):
            if kind in message:
                name = message[kind].get("file_name", kind)
                shown["document"] = {
                    "file_id": message[kind]["file_id"],
                    "name": name,
                    "kind": kind,
                    "size": message[kind].get("file_size", 0),
                }
        if "media_group_id" in message:
            shown["album"] = message["media_group_id"]
        if stored.reactions:
            shown["reactions"] = stored.reactions
        for name in SERVICE:
            if name in message:
                shown["service"] = name
        if "reply_to_message" in message:
            shown["reply_to"] = message["reply_to_message"]["message_id"]
        if "message_thread_id" in message:
            shown["topic"] = message["message_thread_id"]
        return shown


def _buttons(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [
        [
            {
                "label": button["text"],
                **({"data": button["callback_data"]} if "callback_data" in button else {}),
                **({"url": button["url"]} if "url" in button else {}),
            }
            for button in row
        ]
        for row in rows
    ]
