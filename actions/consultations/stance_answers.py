"""Write the unit's answer to each stance of a closed consultation, and publish the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.permit import permit
from actions.refusals import NotToBeAnswered, PublishedAlready, Unanswered
from domain.cases.acts import Act
from domain.consultations.consultation_states import ConsultationState
from storage.consultations import consultations, opinions
from storage.messages import broadcasts

if TYPE_CHECKING:
    from actions.desk import Desk
    from storage.consultations.consultations import Consultation, StanceAnswer


def drafts(desk: Desk, consultation: Consultation) -> list[StanceAnswer]:
    """The answers written so far.

    Raises `NotYourRole`, `NotToBeAnswered`.
    """
    permit(desk, Act.ANSWER_STANCE, consultation)
    if consultation.state != ConsultationState.CLOSED:
        raise NotToBeAnswered
    return consultations.answers(desk.tx, consultation.id)


def answer(desk: Desk, consultation: Consultation, given: StanceAnswer) -> None:
    """Store the answer to one stance; it replaces an earlier one, until they are published.

    Raises `NotYourRole`, `PublishedAlready`, `NotToBeAnswered`.
    """
    permit(desk, Act.ANSWER_STANCE, consultation)
    _ensure_closed(desk, consultation)
    consultations.answer(
        desk.tx, consultation.id, given, official_id=desk.official.id, now=desk.now
    )
    desk.log(
        Act.ANSWER_STANCE,
        f"consultation:{consultation.id}",
        after={"stance": given.stance, "disposition": given.disposition},
    )


def publish(desk: Desk, consultation: Consultation) -> int:
    """Publish the answers and notify each contributor once; returns the number of contributors.

    Raises `NotYourRole`, `PublishedAlready`, `NotToBeAnswered`, `Unanswered`.
    """
    permit(desk, Act.PUBLISH, consultation)
    _ensure_closed(desk, consultation)
    answered = {one.stance for one in consultations.answers(desk.tx, consultation.id)}
    if not answered.issuperset(consultations.stances_taken(desk.tx, consultation.id)):
        raise Unanswered
    consultations.publish(desk.tx, consultation.id, desk.now)
    contributors = opinions.contributor_count(desk.tx, consultation.id)
    broadcasts.begin(
        desk.tx,
        broadcasts.CONSULTATION_ANSWER,
        {"consultation": consultation.id},
        total=contributors,
        official_id=desk.official.id,
        now=desk.now,
    )
    desk.log(Act.PUBLISH, f"consultation:{consultation.id}")
    return contributors


def _ensure_closed(desk: Desk, consultation: Consultation) -> None:
    """Raise unless it is closed: another official may have published the answers meanwhile."""
    state = consultations.lock(desk.tx, consultation.id)
    if state == ConsultationState.PUBLISHED:
        raise PublishedAlready
    if state != ConsultationState.CLOSED:
        raise NotToBeAnswered
