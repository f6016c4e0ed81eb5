"""The names of stances, dispositions and states of consultations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.consultations.consultation_states import ConsultationState
from domain.consultations.stances import Disposition, Stance
from locales import _

if TYPE_CHECKING:
    from locales import Text

STANCES: dict[str, Text] = {
    Stance.AGREE: _("Agree"),
    Stance.DISAGREE: _("Disagree"),
    Stance.NO_OPINION: _("No opinion"),
    Stance.OWN_WORDS: _("In my own words"),
}
DISPOSITIONS: dict[str, Text] = {
    Disposition.ACCEPTED: _("Taken in"),
    Disposition.PARTLY: _("Partly taken in"),
    Disposition.EXPLAINED: _("Not taken in, explained"),
}
STATES: dict[str, Text] = {
    ConsultationState.SCHEDULED: _("not open yet"),
    ConsultationState.OPEN: _("open"),
    ConsultationState.CLOSED: _("closed, to be answered"),
    ConsultationState.PUBLISHED: _("answered"),
}
