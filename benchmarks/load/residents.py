"""Residents who write again as soon as they are answered: the same load for every program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Words:
    """A step: type this text."""

    text: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A step: press the button whose label contains this."""

    label: str


CONVERSATION = (
    Words("/start"),
    Tap("1."),
    Words("tôi khiếu nại quyết định về con đường ở ấp 3 với ấp 4"),
    Tap("4"),
    Tap("Báo"),
    Tap("gửi"),
)
"""Menu, subject, words, place, kind, confirm: six updates, and a tracking code at the end.

The words do not name the place and the kind, so every bot asks for them.
"""


@dataclass(slots=True)
class Resident:
    """One private chat that repeats its script."""

    chat: int
    script: tuple[Words | Tap, ...]
    at: int = 0
    message: int = 0
    buttons: dict[str, str] = field(default_factory=dict)
    finished: int = 0
    """How often the script was completed."""

    def receive(self, markup: str) -> None:
        """Receive a message of the bot. `markup`: its reply_markup as JSON, or empty."""
        if not markup:
            return
        rows = orjson.loads(markup).get("inline_keyboard", ())
        self.buttons = {one["text"]: one.get("callback_data", "") for row in rows for one in row}

    def next(self) -> dict[str, Any] | None:
        """Return the content of the next update; None if the button to press is missing (yet)."""
        step = self.script[self.at]
        person = {"id": self.chat, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
        chat = {"id": self.chat, "type": "private", "first_name": "Lan"}
        if isinstance(step, Words):
            self.message += 1
            content: dict[str, Any] = {
                "message": {
                    "message_id": self.message,
                    "date": 1_790_000_000,
                    "chat": chat,
                    "from": person,
                    "text": step.text,
                }
            }
            if step.text.startswith("/"):
                command = {"type": "bot_command", "offset": 0, "length": len(step.text)}
                content["message"]["entities"] = [command]
        else:
            data = next((data for text, data in self.buttons.items() if step.label in text), None)
            if data is None:
                return None
            content = {
                "callback_query": {
                    "id": f"{self.chat}-{self.message}-{self.finished}-{self.at}",
                    "from": person,
                    "chat_instance": "1",
                    "data": data,
                    "message": {
                        "message_id": self.message,
                        "date": 1_790_000_000,
                        "chat": chat,
                        "text": "…",
                    },
                }
            }
        self.buttons = {}
        self.at += 1
        if self.at == len(self.script):
            self.at = 0
            self.finished += 1
        return content
