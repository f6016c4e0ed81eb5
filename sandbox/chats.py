"""A chat with its messages, as its people see them now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Stored:
    """One message: Telegram's object, and what only the screen shows."""

    message: dict[str, Any]
    from_bot: bool
    edited: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat (positive id) or a group (negative)."""

    id: int
    title: str = ""
    is_open: bool = False
    """Somebody wrote to the bot here, or put it in: the bot may write."""
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

    @property
    def is_private(self) -> bool:
        """A chat with one person."""
        return self.id > 0

    def object(self) -> dict[str, Any]:
        """Telegram's Chat."""
        if self.is_private:
            user = self.people.get(self.id, {})
            names: dict[str, Any] = {
                name: user[name] for name in ("first_name", "username") if name in user
            }
            return {"id": self.id, "type": "private", **names}
        kind = "supergroup" if str(self.id).startswith("-100") else "group"
        found = {"id": self.id, "title": self.title or f"Nhóm {-self.id}", "type": kind}
        return {**found, "is_forum": True} if self.is_forum else found

    def user(self, user_id: int, name: str, language: str) -> dict[str, Any]:
        """The User who speaks, remembered; a later name or language takes the earlier one's place."""
        user = self.people.setdefault(
            user_id, {"id": user_id, "is_bot": False, "first_name": f"Người {user_id}"}
        )
        if name:
            user["first_name"] = name
        if language:
            user["language_code"] = language
        return user

    def screen(self, after: int = 0) -> list[dict[str, Any]]:
        """What a person in this chat sees, newer than message `after`."""
        return [self.seen(one) for key, one in self.messages.items() if key > after]

    def seen(self, stored: Stored) -> dict[str, Any]:
        """One message as the control API shows it."""
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
        for kind in ("document", "voice", "video", "audio"):
            if kind in message:
                name = message[kind].get("file_name", kind)
                shown["document"] = {
                    "file_id": message[kind]["file_id"], "name": name, "kind": kind,
                    "size": message[kind].get("file_size", 0),
                }  # fmt: skip
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
