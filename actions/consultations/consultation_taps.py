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
    """Show how it stands."""


class Opinions(ConsultationTap, name="consultation-opinions"):
    """Read a page of the opinions, from this one on."""

    offset: int = 0


class Files(Tap, name="consultation-files"):
    """Bring the files of an opinion."""

    opinion_id: int


class New(Tap, name="consultation-new"):
    """Create one."""


class Close(ConsultationTap, name="consultation-close"):
    """Close it before its day: asks once whether it is meant."""


class CloseNow(ConsultationTap, name="consultation-close-now"):
    """It is meant."""


class Answer(ConsultationTap, name="consultation-answer"):
    """Write the answers to it."""


class Announce(ConsultationTap, name="consultation-announce"):
    """Announce it."""


class Opine(Tap, name="opinion", separator="+"):
    """Give an opinion, or read the answers; without a code on one of those that are open."""

    code: Code = ""
    on_behalf: Annotated[bool, flag("behalf")] = False
    """To speak for somebody else."""
