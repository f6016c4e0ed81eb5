"""The buttons about consultations, and the prefix of their links.

Residents' links are printed on paper: their prefixes never change.
"""

from __future__ import annotations

from typing import Annotated

from actions.taps import Code, Tap, flag

LINK = "plan"
"""A deep link's payload is `plan-CODE`."""


class ConsultationTap(Tap):
    """A button about one consultation."""

    code: Code


class View(ConsultationTap, name="consultation-view"):
    """Show the consultation to an official."""


class Opinions(ConsultationTap, name="consultation-opinions"):
    """Show a page of the opinions, from an offset on."""

    offset: int = 0


class Files(Tap, name="consultation-files"):
    """Send the files of an opinion."""

    opinion_id: int


class New(Tap, name="consultation-new"):
    """Open the form of a new consultation."""


class Close(ConsultationTap, name="consultation-close"):
    """Ask whether to close the consultation before its last day."""


class CloseNow(ConsultationTap, name="consultation-close-now"):
    """Close the consultation before its last day."""


class Answer(ConsultationTap, name="consultation-answer"):
    """Open the form of the unit's answers."""


class Announce(ConsultationTap, name="consultation-announce"):
    """Open the form of an announcement about the consultation."""


class Opine(Tap, name="opinion", separator="+"):
    """Give an opinion or read the answers; without a code, list the open consultations."""

    code: Code = ""
    on_behalf: Annotated[bool, flag("behalf")] = False
    """Whether the opinion is on behalf of somebody else."""
