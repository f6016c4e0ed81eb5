"""The buttons about announcements."""

from __future__ import annotations

from actions.taps import Tap


class Stop(Tap, name="announcement-stop"):
    """Stop one that is going out."""

    broadcast_id: int


class Read(Tap, name="announced"):
    """Show the announcement that a discreet notice is about."""

    broadcast_id: int


class Subscribe(Tap, name="news:on"):
    """Get announcements."""


class Unsubscribe(Tap, name="news:off"):
    """Get no announcements."""
