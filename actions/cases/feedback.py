"""A resident's feedback on an answer: done or not, a score, why, a number to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.additions import add
from actions.cases.messages import cards
from actions.cases.record import Happening, record
from actions.cases.rereading import refuse_denunciation
from actions.people.account_ref import account_of
from actions.people.trust import refuse_young
from actions.permit import permit
from actions.refusals import NotPossible
from domain.cases import clocks
from domain.cases.acts import Act
from domain.cases.states import CaseState, is_lawful
from domain.reading.phone import read_phone
from locales import _
from storage.people import officials, people
from storage.surveys import satisfaction

if TYPE_CHECKING:
    from actions.cases.record import Recorded
    from actions.seat import Seat
    from storage.cases.submissions import Submission
    from storage.people.people import Person

SCORES = range(1, 6)


def can_end(case: Submission) -> bool:
    """Whether the resident may confirm the case as done."""
    return is_lawful(CaseState(case.state), CaseState.CLOSED)


def can_reopen(case: Submission) -> bool:
    """Whether the resident may reopen the case."""
    return is_lawful(CaseState(case.state), CaseState.REOPENED)


def done(seat: Seat, case: Submission) -> Recorded:
    """Close the case because its resident confirms it. Raises `NotYours`, `NotPossible`."""
    permit(seat, Act.DONE, case)
    if not can_end(case):
        raise NotPossible
    to = CaseState.CLOSED
    moved = clocks.moved(case, to, seat.now, seat.organisation)
    return record(seat, case, Act.DONE, to=to, **moved)


def not_done(seat: Seat, case: Submission, words: str) -> Recorded:
    """Reopen the case and notify its officials.

    If the case is open already, the words are added to it. Raises `NotYours`.
    """
    permit(seat, Act.NOT_DONE, case)
    if not can_reopen(case):
        return add(seat, case, words)
    to = CaseState.REOPENED
    changes = clocks.moved(case, to, seat.now, seat.organisation)
    if case.assignee_id not in {None, *(one.id for one in officials.active(seat.tx))}:
        changes["assignee_id"] = None  # they left since: the case is the unit's again
    reopened = record(seat, case, Act.NOT_DONE, Happening(words=words), to=to, **changes)
    cards.tell_handlers(
        seat, reopened.case, _("{code}: the resident says it is not done: {body}"), body=words
    )
    return reopened


def rate(seat: Seat, case: Submission, score: int) -> None:
    """Store the resident's score of the office, from 1 to 5 (best).

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
    seat.log(Act.RATE, f"submission:{case.id}")


def explain(seat: Seat, case: Submission, words: str) -> None:
    """Store the reason for the score.

    Raises `NotYours`; `NotPossible` when there is no score; `ReadsLikeDenunciation`.
    """
    permit(seat, Act.EXPLAIN, case)
    if not satisfaction.is_rated(seat.tx, case.id):
        raise NotPossible
    refuse_denunciation(seat, case, words)
    satisfaction.explain(seat.tx, case.id, body=words, person_id=seat.person.id, at=seat.now)
    seat.log(Act.EXPLAIN, f"submission:{case.id}")


def leave_number(seat: Seat, case: Submission, phone: str) -> Person:
    """Store the resident's telephone number for officials; returns the updated person.

    `phone` is as `domain.reading.phone.read_phone` returns it. Raises `NotYours`, `TooYoung`;
    `NotPossible` for anything else: it would be words that nobody read.
    """
    permit(seat, Act.LEAVE_NUMBER, case)
    if read_phone(phone) != phone:
        raise NotPossible
    refuse_young(seat, account_of(seat.person))
    people.change(seat.tx, seat.person.id, phone=phone)
    seat.log(Act.LEAVE_NUMBER, f"submission:{case.id}")
    return seat.person._replace(phone=phone)
