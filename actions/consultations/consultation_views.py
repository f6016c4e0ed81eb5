"""A consultation as plain data, for the chat and the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.permit import is_permitted
from domain.cases.acts import Act
from domain.consultations.consultation_states import ConsultationState
from storage.cases import files
from storage.consultations import consultations, opinions

if TYPE_CHECKING:
    from datetime import date

    from actions.desk import Desk
    from actions.seat import Seat
    from storage.cases.files import File
    from storage.consultations.consultations import Consultation, StanceAnswer
    from storage.consultations.opinions import Counts


@dataclass(frozen=True, slots=True)
class ConsultationView:
    """The parts of a consultation that one reader may see."""

    code: str
    """In its stored form."""
    title: str
    summary: str
    state: ConsultationState
    first: date
    """The first local day on which opinions are taken."""
    last: date
    """The last one, that day included."""
    hamlets: tuple[str, ...]
    """Names of the hamlets it is about; empty: the whole commune."""
    legal_basis: str
    """The legal ground for fewer days than the law asks for; empty if there are enough."""
    document: File | None
    answers: tuple[StanceAnswer, ...]
    """The unit's answer to each stance; empty until they are published."""
    counts: Counts | None
    """None if the reader may not see figures."""


def view(reader: Desk | Seat, consultation: Consultation) -> ConsultationView:
    """The consultation as this reader may see it now."""
    organisation = reader.organisation
    hamlets = [organisation.hamlet(one) for one in consultation.hamlets]
    state = ConsultationState(consultation.state)
    answers = []
    if state is ConsultationState.PUBLISHED:
        answers = consultations.answers(reader.tx, consultation.id)
    counts = None
    if is_permitted(reader, Act.SEE_FIGURES):
        counts = opinions.counts(reader.tx, consultation.id)
    document = None
    if consultation.document_id is not None:
        document = files.by_id(reader.tx, consultation.document_id)
    return ConsultationView(
        code=consultation.code,
        title=consultation.title,
        summary=consultation.summary,
        state=state,
        first=organisation.local(consultation.opens_at).date(),
        last=organisation.local(consultation.closes_at).date(),
        hamlets=tuple(hamlet.name for hamlet in hamlets if hamlet),
        legal_basis=consultation.legal_basis,
        document=document,
        answers=tuple(answers),
        counts=counts,
    )
