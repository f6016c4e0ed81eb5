"""People with Zalo on their phones, and what a phone shows."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Shown:
    """One message on the screen."""

    number: int
    """The control API's message id; it grows."""
    id: str
    """Zalo's: opaque and without order."""
    from_bot: bool
    date: float
    """Seconds since 1970."""
    content: dict[str, Any]
    """`text`, `caption`, `photo`, `document`, `location`, `sticker`, `buttons`, `reply_to` …"""
    hidden: dict[str, Any] = field(default_factory=dict)
    """What the sandbox remembers and no screen shows."""


@dataclass(slots=True)
class Person:
    """One person's chat with the bot or the Official Account."""

    id: str
    """Zalo's."""
    chat: int | str
    """The control API's: a small number, or Zalo's id."""
    name: str
    is_open: bool = False
    """Wrote before: may be written to."""
    blocked: bool = False
    follows: bool = False
    """An Official Account; one may write to it without that."""
    interacted_at: float | None = None
    """Seconds since 1970 of the last message, tap or follow."""
    messages: dict[int, Shown] = field(default_factory=dict)

    def screen(self, after: int = 0) -> list[dict[str, Any]]:
        """What is seen, newer than message number `after`."""
        newer = itertools.takewhile(lambda key: key > after, reversed(self.messages))
        return [self.seen(self.messages[key]) for key in reversed(list(newer))]

    def seen(self, shown: Shown) -> dict[str, Any]:
        """One message as the control API shows it: the fields of Telegram's side, and `id`."""
        return {
            "message_id": shown.number, "id": shown.id,
            "from": "bot" if shown.from_bot else "user",
            "name": "" if shown.from_bot else self.name,
            "text": "", "date": int(shown.date), "buttons": [], "keyboard": [], "edited": False,
            **shown.content,
        }  # fmt: skip


@dataclass(slots=True)
class Update:
    """One event for the bot, numbered for the control API; Zalo gives it no number."""

    id: int
    body: dict[str, Any]
    chat: int | str
    tries: int = 0
    """How often it was fetched or posted."""


class Made:
    """Every event that ever was, by its number."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self._updates: dict[int, Update] = {}
        self.confirmed = 0
        """The highest number that the bot is known to have taken."""

    def __len__(self) -> int:
        return len(self._updates)

    def add(self, body: dict[str, Any], chat: int | str) -> Update:
        """Number an event."""
        number = next(self._numbers)
        update = self._updates[number] = Update(number, body, chat)
        return update

    @property
    def tried_again(self) -> int:
        """How many were posted (or fetched) more than once until they were taken."""
        return sum(update.tries > 1 for update in self._updates.values())

    def find(self, number: int) -> Update | None:
        """The event with this number."""
        return self._updates.get(number)
