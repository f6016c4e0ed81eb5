"""The buttons of cards, receipts and notices about cases."""

from __future__ import annotations

from actions.taps import Code, Tap


class CaseTap(Tap):
    """A button about one case."""

    code: Code


class Open(CaseTap, name="open"):
    """Show the case to an official."""


class Take(CaseTap, name="take"):
    """Assign the case to oneself."""


class Answer(CaseTap, name="reply"):
    """Open the form of an answer."""


class Ask(CaseTap, name="ask"):
    """Open the form of a question to the resident."""


class PassOn(CaseTap, name="transfer"):
    """Pass the case on to another unit."""


class More(CaseTap, name="more"):
    """Show the other buttons of the case."""


class Correct(Tap, name="correct"):
    """Correct an answer that was sent."""

    event_id: int


class TakeBack(Tap, name="takeback"):
    """Take back words that were sent, after one question."""

    event_id: int
    sure: bool = False


class See(CaseTap, name="case"):
    """Show the case to its resident."""


class Add(CaseTap, name="add"):
    """Add words or files to the case."""


class Done(CaseTap, name="done"):
    """Confirm that the case is done."""


class NotDone(CaseTap, name="undone"):
    """Reopen the case, because it is not done."""


class Rate(CaseTap, name="rate"):
    """Give a score."""

    score: int


class LeaveNumber(CaseTap, name="phone"):
    """Leave a telephone number."""
