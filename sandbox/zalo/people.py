"""People with Zalo on their phones, and the messages on their screens."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Shown:
    """One message on a screen."""

    number: int
    """The control API's message id, in growing order."""
    id: str
    """Zalo's message id: opaque and without order."""
    from_bot: bool
    date: float
    """Seconds since 1970."""
    content: dict[str, Any]
    """`text`, `caption`, `photo`, `document`, `location`, `sticker`, `buttons`, `reply_to` …"""
    hidden: dict[str, Any] = field(default_factory=dict)
    """Data that is stored but not shown on a screen."""


@dataclass(slots=True)
class Person:
    """One person's chat with the bot or the Official Account."""

    id: str
    """Zalo's user id."""
    chat: int | str
    """The control API's chat id: a small number, or Zalo's user id."""
    name: str
    is_open: bool = False
    """The person has written, so the bot may write to them."""
    blocked: bool = False
    follows: bool = False
    """Whether the person follows the Official Account. They can write without following."""
    interacted_at: float | None = None
    """Seconds since 1970 of the last message, tap or follow."""
    messages: dict[int, Shown] = field(default_factory=dict)

    def screen(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the messages on the screen, newer than message number `after`."""
        newer = itertools.takewhile(lambda key: key > after, reversed(self.messages))
        return [self.seen(self.messages[key]) for key in reversed(list(newer))]

    def seen(self, shown: Shown) -> dict[str, Any]:
        """Return one message in the format of the control API: Telegram's fields, and `id`."""
        return {
            "message_id": shown.number,
            "id": shown.id,
            "from": "bot" if shown.from_bot else "user",
            "name": "" if shown.from_bot else self.name,
            "text": "",
            "date": int(shown.date),
            "buttons": [],
            "keyboard": [],
            "edited": False,
            **shown.content,
        }


@dataclass(slots=True)
class Update:
    """One event for the bot. Its number is the control API's: Zalo gives it none."""

    id: int
    body: dict[str, Any]
    chat: int | str
    tries: int = 0
    """The number of times it was fetched or posted."""


class UpdateHistory:
    """All events by their number, also the delivered ones."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self._updates: dict[int, Update] = {}
        self.confirmed = 0
        """The highest number that the bot has confirmed."""

    def __len__(self) -> int:
        return len(self._updates)

    def add(self, body: dict[str, Any], chat: int | str) -> Update:
        """Store a new event under the next number."""
        number = next(self._numbers)
        update = self._updates[number] = Update(number, body, chat)
        return update

    @property
    def tried_again(self) -> int:
        """The number of events that were posted or fetched more than once."""
        return sum(1 for update in self._updates.values() if update.tries > 1)

    def find(self, number: int) -> Update | None:
        """Return the event with this number, or None."""
        return self._updates.get(number)
