"""Assign a case: take it on, give it to a colleague, pass it on to another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.messages import cards
from actions.cases.messages.card_texts import SETTLED
from actions.cases.messages.notices import Notice
from actions.cases.record import Happening, record
from actions.permit import permit
from actions.refusals import CannotPassOn, NotPossible, Settled, TakenBefore, YoursAlready
from domain.cases.acts import Act
from domain.cases.kinds import policy
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from domain.people.roles import Role
from locales import _
from storage.people import officials, people

if TYPE_CHECKING:
    from actions.cases.record import Recorded
    from actions.desk import Desk
    from actions.notifier import Notifier
    from storage.cases.submissions import Submission
    from storage.people.officials import Official
    from storage.people.people import Person


def unit_name(notifier: Notifier, unit_id: str) -> str:
    """The unit's name; empty for one that the configuration no longer has."""
    unit = notifier.organisation.unit(unit_id)
    return unit.name if unit else ""


def _unit(notifier: Notifier, case: Submission, _resident: Person) -> dict[str, str]:
    return {"unit": unit_name(notifier, case.unit_id)}


BEGUN = Notice(_("{code}: an official of {unit} is working on it now."), values=_unit)
PASSED_ON = Notice(_("{code} was passed on to {unit}, who are in charge. {body}"), values=_unit)


def take(desk: Desk, case: Submission) -> Recorded:
    """Assign the case to the acting official, unless a colleague took it first.

    Raises `NotYours`, `Settled`, `TakenBefore`, `YoursAlready`.
    """
    permit(desk, Act.TAKE, case)
    code, own_id = format_code(case.code), desk.official.id
    if case.state in SETTLED:
        raise Settled(code=code)
    if case.assignee_id not in (None, own_id):
        other = officials.by_id(desk.tx, case.assignee_id or 0)
        raise TakenBefore(code=code, name=other.name if other else "")
    if case.assignee_id == own_id and case.state != CaseState.RECEIVED:
        raise YoursAlready(code=code)
    if case.state == CaseState.RECEIVED and policy(case.kind).begins_when_taken:
        begun = Happening(notice=BEGUN)
        return record(desk, case, Act.TAKE, begun, to=CaseState.IN_PROGRESS, assignee_id=own_id)
    return record(desk, case, Act.TAKE, assignee_id=own_id)


def who_may_handle(notifier: Notifier, case: Submission) -> list[Official]:
    """The officials who can be assigned the case: its unit's officers, and the heads.

    A case for the head alone: only the heads who may read it.
    """
    if case.head_only:
        return [one for one, _person in cards.handlers_of(notifier, case)]
    return [
        one
        for one in officials.active(notifier.tx)
        if one.person_id != case.person_id
        and (one.role == Role.HEAD or (one.role == Role.OFFICER and one.unit_id == case.unit_id))
    ]


def assign(desk: Desk, case: Submission, official_id: int, *, seen: int | None) -> Official:
    """Assign the case to an official and send them its card; returns that official.

    Raises `NotYours`, `Stale`, `NotPossible`.
    """
    permit(desk, Act.ASSIGN, case, seen=seen)
    to = next((one for one in who_may_handle(desk, case) if one.id == official_id), None)
    if to is None or case.state in SETTLED:
        raise NotPossible
    assigned = record(desk, case, Act.ASSIGN, Happening(public=False), assignee_id=official_id)
    person = people.by_id(desk.tx, to.person_id)
    if person is not None and to.id != desk.official.id:
        cards.send_to(desk, assigned.case, to, person)
    return to


def can_be_passed_on(case: Submission) -> bool:
    """Whether another unit can get it: not a settled case, nor one for the head alone."""
    return case.state not in SETTLED and not case.head_only


def transfer(
    desk: Desk, case: Submission, unit_id: str, reason: str, *, seen: int | None
) -> Recorded:
    """Pass the case on to another unit and send its officers the card.

    The resident reads `reason`. Raises `NotYours`, `Stale`, `CannotPassOn`, `NotPossible`.
    """
    permit(desk, Act.TRANSFER, case, seen=seen)
    if not can_be_passed_on(case):
        raise CannotPassOn(code=format_code(case.code))
    if desk.organisation.unit(unit_id) is None or unit_id == case.unit_id:
        raise NotPossible
    happening = Happening(words=reason, notice=PASSED_ON)
    passed = record(desk, case, Act.TRANSFER, happening, unit_id=unit_id, assignee_id=None)
    cards.announce(desk, passed.case)
    return passed
