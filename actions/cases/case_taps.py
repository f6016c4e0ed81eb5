"""The buttons about cases that go out with cards, receipts and notices."""

from __future__ import annotations

from actions.taps import Code, Tap


class CaseTap(Tap):
    """A button about one case."""

    code: Code


class Open(CaseTap, name="open"):
    """Show the case as its officials see it."""


class Take(CaseTap, name="take"):
    """Handle it oneself."""


class Answer(CaseTap, name="reply"):
    """Write an answer."""


class Ask(CaseTap, name="ask"):
    """Ask the resident something."""


class PassOn(CaseTap, name="transfer"):
    """Pass it on to another unit."""


class More(CaseTap, name="more"):
    """Show what else can be done with it."""


class Correct(Tap, name="correct"):
    """Correct what was sent."""

    event_id: int


class TakeBack(Tap, name="takeback"):
    """Take back what was sent: asks once whether it is meant."""

    event_id: int
    sure: bool = False


class See(CaseTap, name="case"):
    """Show the case as its resident sees it."""


class Add(CaseTap, name="add"):
    """Say more about it."""


class Done(CaseTap, name="done"):
    """The resident is content."""


class NotDone(CaseTap, name="undone"):
    """The resident is not."""


class Rate(CaseTap, name="rate"):
    """How content they are."""

    score: int


class LeaveNumber(CaseTap, name="phone"):
    """Leave a telephone number."""
