"""The buttons about what somebody wants to send."""

from __future__ import annotations

from actions.taps import Tap


class Resume(Tap, name="resume"):
    """Go on with what was begun."""


class Report(Tap, name="report"):
    """Report something or ask for something."""
