"""The account somebody acts from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account on a service: who sends, and into which chat the answers go."""

    channel: str
    sender: str
    chat: str
