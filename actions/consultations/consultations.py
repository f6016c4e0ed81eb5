"""Create a consultation, open it on its first day, close it after its last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from actions import files
from actions.buttons import Button
from actions.consultations import consultation_taps
from actions.permit import permit
from actions.refusals import (
    ClosesTooSoon,
    DayIsOver,
    NeedsGround,
    NotOpen,
    SummaryTooLong,
    TooEarlyToClose,
)
from domain.calendar.deadlines import end_of_day
from domain.cases.acts import Act
from domain.consultations import open_days
from domain.consultations.consultation_states import ConsultationState
from domain.consultations.summary import is_brief
from domain.organisation import ZONE
from domain.people.roles import Role
from locales import _, translate
from storage.consultations import consultations
from storage.consultations.consultations import NewConsultation
from storage.people import officials, people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from actions.desk import Desk
    from actions.files import NewFile
    from actions.notifier import Notifier
    from domain.organisation import Organisation
    from locales import Text
    from storage.consultations.consultations import Consultation


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A consultation before it is created. Both days are local and included."""

    title: str
    summary: str
    opens: date
    closes: date
    legal_basis: str = ""
    """The legal ground for fewer days than the law asks for; ignored if there are enough."""
    hamlets: Sequence[str] = ()
    """Ids of the hamlets it is about; empty: the whole commune."""
    document: NewFile | None = None


def create(desk: Desk, proposal: Proposal) -> Consultation:
    """Create a consultation; a job opens it on its first day.

    Raises `NotYourRole`, `SummaryTooLong`, `DayIsOver`, `ClosesTooSoon`, `NeedsGround`.
    """
    permit(desk, Act.CREATE_CONSULTATION)
    short = _check(desk, proposal)
    created = consultations.create(
        desk.tx,
        NewConsultation(
            title=proposal.title,
            summary=proposal.summary,
            opens_at=datetime.combine(proposal.opens, time(0), ZONE).astimezone(UTC),
            closes_at=end_of_day(proposal.closes, ZONE),
            created_at=desk.now,
            created_by=desk.official.id,
            document_id=_store(desk, proposal.document),
            legal_basis=proposal.legal_basis if short else "",
            hamlets=proposal.hamlets,
            unit_id=desk.official.unit_id,
        ),
    )
    after = {"code": created.code, "title": created.title, "legal_basis": created.legal_basis}
    desk.log(Act.CREATE_CONSULTATION, f"consultation:{created.id}", after=after)
    return created


def _check(desk: Desk, proposal: Proposal) -> bool:
    """Raise if the proposal is not valid; returns whether it is open for too few days."""
    if not is_brief(proposal.summary):
        raise SummaryTooLong
    if proposal.opens < desk.organisation.local(desk.now).date():
        raise DayIsOver
    if proposal.closes <= proposal.opens:
        raise ClosesTooSoon
    short = is_short(desk.organisation, proposal.opens, proposal.closes)
    if short and not proposal.legal_basis.strip():
        raise needs_ground(desk.organisation)
    return short


def _store(desk: Desk, document: NewFile | None) -> int | None:
    if document is None:
        return None
    if not document.name:
        document = replace(document, name=translate(_("Plan"), "vi"))
    (stored,) = files.store(desk, [document], person_id=None)
    return stored.id


def is_short(organisation: Organisation, opens: date, closes: date) -> bool:
    """Whether the days are fewer than the organisation's minimum."""
    minimum = organisation.consultation_minimum.read
    return open_days.is_short(opens, closes, minimum, organisation.working_days)


def needs_ground(organisation: Organisation) -> NeedsGround:
    """The refusal of too few days, with the organisation's minimum and its source in the law."""
    minimum = organisation.consultation_minimum
    return NeedsGround(basis=minimum.basis, count=minimum.read.days)


def ensure_closable(desk: Desk, consultation: Consultation) -> None:
    """Raise `NotYourRole`, `NotOpen` or `TooEarlyToClose` if it may not be closed now."""
    permit(desk, Act.CLOSE_CONSULTATION, consultation)
    if consultation.state != ConsultationState.OPEN:
        raise NotOpen
    opened = desk.organisation.local(consultation.opens_at).date()
    today = desk.organisation.local(desk.now).date()
    if is_short(desk.organisation, opened, today) and not consultation.legal_basis:
        raise TooEarlyToClose(
            count=(today - opened).days,
            basis=desk.organisation.consultation_minimum.basis,
            day=desk.organisation.local(consultation.closes_at).date(),
        )


def close_early(desk: Desk, consultation: Consultation) -> Consultation:
    """Close a consultation before its last day. Later opinions are stored and marked as late.

    Raises `NotYourRole`, `NotOpen`, `TooEarlyToClose`.
    """
    ensure_closable(desk, consultation)
    closed = consultations.close(desk.tx, consultation.id, desk.now)
    if closed is None:
        raise NotOpen
    desk.log(Act.CLOSE_CONSULTATION, f"consultation:{closed.id}")
    return closed


def open_and_close_due(notifier: Notifier) -> None:
    """Job: open and close consultations that are due, and notify officials. Idempotent."""
    for opened in consultations.open_due(notifier.tx, notifier.now):
        words = _("“{title}” is open for opinions until {day}.")
        _tell(notifier, opened, {Role.OBSERVER}, words)
    for closed in consultations.close_due(notifier.tx, notifier.now):
        words = _("“{title}” closed on {day}. Each stance that was taken needs an answer.")
        _tell(notifier, closed, {Role.OBSERVER, Role.HEAD}, words)


def _tell(notifier: Notifier, consultation: Consultation, roles: set[Role], words: Text) -> None:
    """Notify the officials of these roles, and the official who created it."""
    button = Button(_("Open the plan"), consultation_taps.View(consultation.code))
    for one in officials.active(notifier.tx):
        if one.role not in roles and one.id != consultation.created_by:
            continue
        person = people.by_id(notifier.tx, one.person_id)
        if person is not None:
            notifier.notify(
                person,
                words,
                title=consultation.title,
                day=notifier.organisation.local(consultation.closes_at).date(),
                choices=[[button]],
                not_before=notifier.organisation.polite(notifier.now),
                origin="consultations",
            )
