"""The account that somebody acts from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account on a channel: the sender's id, and the chat that replies are sent to."""

    channel: str
    sender: str
    chat: str
