"""The buttons about announcements."""

from __future__ import annotations

from actions.taps import Tap


class Stop(Tap, name="announcement-stop"):
    """Stop an announcement that is being sent."""

    broadcast_id: int


class Read(Tap, name="announced"):
    """Show the announcement behind a discreet notice."""

    broadcast_id: int


class Subscribe(Tap, name="news:on"):
    """Subscribe to announcements."""


class Unsubscribe(Tap, name="news:off"):
    """Unsubscribe from announcements."""
