"""The account that somebody acts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account on a channel: the sender's id, and the chat that replies are sent to."""

    channel: str
    sender: str
    chat: str


def account_of(person: Person) -> AccountRef:
    """The account that the person acts from, as the front read it."""
    return AccountRef(person.channel, person.sender, person.chat)
