"""Open a case: as an official, as the resident who filed it, or with its code alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.cases.messages import notices
from actions.cases.reading import views
from actions.permit import permit
from actions.refusals import (
    FiledItYourself,
    NoSuchCase,
    NotAmongYours,
    NotYours,
    TooManyGuesses,
    UnknownCode,
)
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from storage.cases import events, failed_lookups, submissions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.cases.reading.views import CaseView, ListedCase, OpenView
    from actions.desk import Desk
    from actions.notifier import Notifier
    from actions.seat import Seat
    from storage.cases.events import Event
    from storage.cases.files import File
    from storage.cases.submissions import Submission

GUESSES = 5
"""Wrong codes within an hour after which a source must wait."""


@dataclass(frozen=True, slots=True)
class Source:
    """The source of wrong codes that are counted together: an account, or a browser."""

    channel: str
    sender: str


@dataclass(frozen=True, slots=True)
class OwnReading:
    """A case, opened by the resident who filed it."""

    case: Submission
    view: CaseView
    new_files: Sequence[File]
    """Files of unread answers that discreet notices did not bring."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case in the list of the resident who filed it."""

    view: ListedCase
    has_news: bool
    """An official did something that the resident has not read."""


def find(desk: Desk, code: str) -> Submission:
    """The case with this code, if the official may open it; does not log the opening.

    Raises `NoSuchCase`, also for a case that the official may not open: that is logged; `FiledItYourself`
    for one that they filed.
    """
    case = submissions.by_code(desk.tx, code)
    if case is None:
        raise NoSuchCase(code=code)
    try:
        permit(desk, Act.OPEN, case)
    except NotYours:
        if case.person_id == desk.official.person_id:
            raise FiledItYourself(code=format_code(case.code)) from None
        raise NoSuchCase(code=code) from None
    return case


def open_case(desk: Desk, case: Submission) -> CaseView:
    """Show a case to an official; logged. Raises `NotYours`."""
    permit(desk, Act.OPEN, case)
    desk.log(Act.OPEN, f"submission:{case.id}")
    return views.for_official(desk, case)


def open_files(desk: Desk, case: Submission) -> Sequence[File]:
    """The files of a case for an official, oldest first; logged. Raises `NotYours`."""
    permit(desk, Act.OPEN_FILES, case)
    desk.log(Act.OPEN_FILES, f"submission:{case.id}")
    return views.kept_files(desk, case)


def own_case(seat: Seat, code: str) -> Submission:
    """The resident's own case with this code. Raises `NotAmongYours`."""
    case = submissions.by_code(seat.tx, code)
    if case is None or case.person_id != seat.person.id:
        raise NotAmongYours
    return case


def own_cases(seat: Seat, limit: int) -> list[OwnCase]:
    """The resident's newest cases, at most `limit`; those with unread events first."""
    found = [
        OwnCase(views.for_list(seat, case), has_news=bool(_unread(_public(seat, case))))
        for case in submissions.of_person(seat.tx, seat.person.id, limit)
    ]
    return sorted(found, key=lambda one: not one.has_news)


def read_own(seat: Seat, case: Submission) -> OwnReading:
    """Show a resident their own case, and mark its events as read. Raises `NotYours`."""
    permit(seat, Act.READ, case)
    unread = _unread(_public(seat, case))
    for event in unread:
        events.mark(seat.tx, event.id, read_at=seat.now)
    new_files: list[File] = []
    if notices.is_discreet(case, seat.person):
        standing = {event.id for event in unread if event.withdrawn_at is None}
        kept = views.kept_files(seat, case)
        new_files = [file for file in kept if file.event_id in standing]
    return OwnReading(case, views.for_resident(seat, case), new_files)


def look_up(who: Notifier, code: str, source: Source) -> OpenView:
    """The public part of the case with this code, for anybody. Wrong codes are counted.

    Raises `TooManyGuesses`, `UnknownCode`.
    """
    _stop_guessing(who, source)
    case = submissions.by_code(who.tx, code)
    if case is not None and views.is_open_to_all(case):
        return views.for_anybody(who, case)
    failed_lookups.add(who.tx, source.channel, source.sender, who.now)
    raise UnknownCode(code=code)


def look_up_own(seat: Seat, code: str, source: Source) -> OwnReading | OpenView:
    """The whole case with this code if the person filed it, else its public part as `look_up`.

    Raises `TooManyGuesses`, `UnknownCode`.
    """
    _stop_guessing(seat, source)
    case = submissions.by_code(seat.tx, code)
    if case is not None and case.person_id == seat.person.id:
        return read_own(seat, case)
    return look_up(seat, code, source)


def _stop_guessing(who: Notifier, source: Source) -> None:
    since = who.now - timedelta(hours=1)
    if failed_lookups.count(who.tx, source.channel, source.sender, since) >= GUESSES:
        raise TooManyGuesses


def _public(seat: Seat, case: Submission) -> list[Event]:
    return events.of_case(seat.tx, case.id, public_only=True)


def _unread(story: list[Event]) -> list[Event]:
    """The events by officials that the resident has not read."""
    return [event for event in story if event.official_id is not None and event.read_at is None]
