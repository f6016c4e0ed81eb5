"""A case as plain data for one reader; the chat, the browser and Open311 show the same.

Moments are UTC, days are local to the organisation. Kinds, states and acts are the domain's values.
Nothing is translated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from actions.cases.reading import timeline
from domain.cases.kinds import SubmissionKind, policy
from storage.cases import events, files
from storage.messages import personal_texts
from storage.people import officials, people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from actions.cases.reading.timeline import Timeline
    from actions.notifier import Notifier
    from storage.cases.files import File
    from storage.cases.submissions import Submission


class Duty(StrEnum):
    """The kinds of duty that the office has by a day."""

    FIRST_NOTICE = "first notice"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Due:
    """The day by which the office must do a duty."""

    duty: Duty
    day: date
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The place in the law that sets the period of a duty."""

    duty: Duty
    basis: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a case; fields that are unknown are empty."""

    hamlet: str
    words: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Author:
    """The resident who filed a case."""

    name: str
    phone: str
    language: str
    """The language of their answers."""
    on_behalf_of: str | None
    """Name of the person they filed it for; None: for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenView:
    """The public part of a case whose kind is open to all: for anybody with the code."""

    code: str
    kind: str
    state: str
    due: Due | None
    """None when no clock runs, or the case has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase(OpenView):
    """A case in a list of its resident's, or of officials'."""

    is_urgent: bool
    place: Place
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView(ListedCase):
    """A whole case."""

    version: int
    """A form about the case sends this back as `seen`."""
    words: str
    """The resident's words; empty if they were erased or only a file was sent."""
    unit: str
    legal_bases: tuple[LegalBasis, ...]
    timeline: Timeline
    file_count: int
    handler: str
    """Name of the assigned official; empty for residents."""
    author: Author | None
    """None for residents, and if the author's data was erased."""


def for_anybody(notifier: Notifier, case: Submission) -> OpenView:
    """The public part of a case. Raises LookupError if the case is not open to all."""
    if not is_open_to_all(case):
        raise LookupError("the code alone does not open this case")
    return OpenView(code=case.code, kind=case.kind, state=case.state, due=due(notifier, case))


def is_open_to_all(case: Submission) -> bool:
    """Whether its code alone opens the case."""
    return policy(case.kind).open_to_all and not case.head_only


def for_list(notifier: Notifier, case: Submission) -> ListedCase:
    """One line of a list, for a reader who may open the case."""
    return ListedCase(
        code=case.code,
        kind=case.kind,
        state=case.state,
        due=due(notifier, case),
        is_urgent=case.urgent,
        place=place(notifier, case),
        received_at=case.received_at,
    )


def for_resident(notifier: Notifier, case: Submission) -> CaseView:
    """The case for its own resident: no notes, no officials' names, nothing taken back."""
    kept = kept_files(notifier, case)
    public = events.of_case(notifier.tx, case.id, public_only=True)
    story = timeline.for_resident(notifier, public, kept)
    return _whole(
        notifier,
        case,
        story,
        sum(1 for one in kept if one.event_id is None) + sum(one.file_count for one in story),
    )


def for_official(notifier: Notifier, case: Submission) -> CaseView:
    """The case for an official who may open it, with notes and the state of each message."""
    kept = kept_files(notifier, case)
    story = timeline.for_officials(notifier, events.of_case(notifier.tx, case.id), kept)
    handler = officials.by_id(notifier.tx, case.assignee_id) if case.assignee_id else None
    return _whole(
        notifier,
        case,
        story,
        len(kept),
        handler=handler.name if handler else "",
        author=author(notifier, case),
    )


def _whole(
    notifier: Notifier,
    case: Submission,
    story: Timeline,
    file_count: int,
    *,
    handler: str = "",
    author: Author | None = None,
) -> CaseView:
    unit = notifier.organisation.unit(case.unit_id)
    return CaseView(
        code=case.code,
        kind=case.kind,
        state=case.state,
        due=due(notifier, case),
        is_urgent=case.urgent,
        place=place(notifier, case),
        received_at=case.received_at,
        version=case.version,
        words=personal_texts.read(notifier.tx, case.words_id),
        unit=unit.name if unit else "",
        legal_bases=legal_bases(notifier, case),
        timeline=story,
        file_count=file_count,
        handler=handler,
        author=author,
    )


def due(notifier: Notifier, case: Submission) -> Due | None:
    """The next duty of the office and its day; None for a case that has ended."""
    moment = case.due_at or case.first_notice_due
    if moment is None or case.closed_at is not None:
        return None
    return Due(
        Duty.ANSWER if case.due_at else Duty.FIRST_NOTICE,
        notifier.organisation.local(moment).date(),
        is_overdue=moment < notifier.now and case.answered_at is None,
    )


def legal_bases(notifier: Notifier, case: Submission) -> tuple[LegalBasis, ...]:
    """The places in the law that set the periods of the case's kind."""
    rules = notifier.organisation.rules[SubmissionKind(case.kind)]
    return tuple(
        LegalBasis(duty, rule.basis, is_confirmed=rule.mark != "U")
        for duty, rule in ((Duty.FIRST_NOTICE, rules.first_notice), (Duty.ANSWER, rules.resolve))
    )


def place(notifier: Notifier, case: Submission) -> Place:
    """The place of the case."""
    hamlet = notifier.organisation.hamlet(case.hamlet_id)
    return Place(hamlet.name if hamlet else "", case.place, case.latitude, case.longitude)


def author(notifier: Notifier, case: Submission) -> Author | None:
    """The resident who filed the case; None if their data was erased."""
    person = people.by_id(notifier.tx, case.person_id) if case.person_id else None
    if person is None:
        return None
    on_behalf_of = case.author_name if case.on_behalf else None
    return Author(person.name, person.phone, person.language, on_behalf_of)


def kept_files(notifier: Notifier, case: Submission) -> Sequence[File]:
    """The case's files that can still be shown, oldest first."""
    return [one for one in files.of_submission(notifier.tx, case.id) if one.ref or one.path]
