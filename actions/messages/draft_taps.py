"""The buttons about drafts and reports."""

from __future__ import annotations

from actions.taps import Tap


class Resume(Tap, name="resume"):
    """Go on with the draft."""


class Report(Tap, name="report"):
    """Open the form of a report."""
