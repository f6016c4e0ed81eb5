"""What a resident makes of an answer: done, not done, how content, why; and a number to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.additions import add
from actions.cases.messages import cards
from actions.cases.record import Happening, record
from actions.permit import permit
from actions.refusals import NotPossible
from domain.cases import clocks
from domain.cases.acts import Act
from domain.cases.states import CaseState, is_lawful
from locales import _
from storage.people import people
from storage.surveys import satisfaction

if TYPE_CHECKING:
    from actions.cases.record import Recorded
    from actions.seat import Seat
    from storage.cases.submissions import Submission
    from storage.people.people import Person

SCORES = range(1, 6)


def can_end(case: Submission) -> bool:
    """Whether the resident may say that it is done."""
    return is_lawful(CaseState(case.state), CaseState.CLOSED)


def can_reopen(case: Submission) -> bool:
    """Whether the resident may say that it is not done."""
    return is_lawful(CaseState(case.state), CaseState.REOPENED)


def done(seat: Seat, case: Submission) -> Recorded:
    """The resident is content: the case ends. Raises `NotYours`, `NotPossible`."""
    permit(seat, Act.DONE, case)
    if not can_end(case):
        raise NotPossible
    return record(seat, case, Act.DONE, to=CaseState.CLOSED, closed_at=seat.now)


def not_done(seat: Seat, case: Submission, words: str) -> Recorded:
    """It is not done: the case is open again, and its officials are told. When somebody took it up
    meanwhile, the words are added to it. Raises `NotYours`."""
    permit(seat, Act.NOT_DONE, case)
    if not can_reopen(case):
        return add(seat, case, words)
    to = CaseState.REOPENED
    reopened = record(
        seat,
        case,
        Act.NOT_DONE,
        Happening(words=words),
        to=to,
        **clocks.moved(case, to, seat.now, seat.organisation),
    )
    cards.tell_handlers(
        seat, reopened.case, _("{code}: the resident says it is not done: {body}"), body=words
    )
    return reopened


def rate(seat: Seat, case: Submission, score: int) -> None:
    """Store how content the resident is, 1 to 5: about the office, not about them.

    Raises `NotYours`, `NotPossible`.
    """
    permit(seat, Act.RATE, case)
    if case.state != CaseState.CLOSED or score not in SCORES:
        raise NotPossible
    satisfaction.rate(
        seat.tx,
        submission_id=case.id,
        unit_id=case.unit_id,
        official_id=case.assignee_id,
        score=score,
        at=seat.now,
    )


def explain(seat: Seat, case: Submission, words: str) -> None:
    """Add why the score is what it is. Raises `NotYours`."""
    permit(seat, Act.EXPLAIN, case)
    satisfaction.explain(seat.tx, case.id, body=words, person_id=seat.person.id, at=seat.now)


def leave_number(seat: Seat, case: Submission, phone: str) -> Person:
    """Store a telephone number (as `domain.reading.phone.read_phone` gives it) for officials who
    would rather call; returns the person as they are now. Raises `NotYours`."""
    permit(seat, Act.LEAVE_NUMBER, case)
    people.change(seat.tx, seat.person.id, phone=phone)
    return seat.person._replace(phone=phone)
