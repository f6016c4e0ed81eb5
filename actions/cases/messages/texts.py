"""The names of kinds, states and languages; the place of a case as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.cases.kinds import SubmissionKind
from domain.cases.states import CaseState
from locales import Text, _, translate

if TYPE_CHECKING:
    from actions.cases.reading.views import Place

KINDS: dict[str, Text] = {
    SubmissionKind.PETITION: _("Petition"),
    SubmissionKind.REFLECTION: _("Report"),
    SubmissionKind.COMPLAINT: _("Complaint"),
    SubmissionKind.DENUNCIATION: _("Denunciation"),
    SubmissionKind.INFORMATION_REQUEST: _("Information request"),
}
STATES: dict[str, Text] = {
    CaseState.RECEIVED: _("Received"),
    CaseState.NEEDS_INFO: _("Waiting for more from you"),
    CaseState.TRIAGE: _("Being looked at"),
    CaseState.ACCEPTED: _("Taken up"),
    CaseState.IN_PROGRESS: _("Being worked on"),
    CaseState.EXTENDED: _("More time needed"),
    CaseState.SUSPENDED: _("Paused"),
    CaseState.TRANSFERRED: _("Passed on to the authority in charge"),
    CaseState.REJECTED: _("Not taken up"),
    CaseState.ANSWERED: _("Answered"),
    CaseState.CLOSED: _("Ended"),
    CaseState.WITHDRAWN: _("Withdrawn"),
    CaseState.REOPENED: _("Opened again"),
}

LANGUAGES: dict[str, Text] = {
    "vi": _("Vietnamese"),
    "en": _("English"),
    "km": _("Khmer"),
}


def place(where: Place, reader: str) -> str:
    """The place as raw text, in the language `reader`; empty if it is unknown."""
    parts = [where.hamlet, where.words]
    if where.latitude is not None:
        parts.append(translate(_("a pin on the map"), reader))
    return " · ".join(dict.fromkeys(part for part in parts if part))
