"""A resident files a case: code, unit, clocks, files, and the officers' cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.cases.messages import cards
from actions.cases.messages.card_texts import CaseFacts
from actions.cases.record import record_new
from actions.cases.rereading import everything_said
from actions.people import consent
from actions.permit import permit, readers_of_conduct
from actions.refusals import (
    NobodyReads,
    NotAsked,
    NotFiledHere,
    NothingSaid,
    ReadsLikeDenunciation,
)
from domain.cases import clocks
from domain.cases.acts import Act
from domain.cases.kinds import policy
from domain.cases.routing import unit_for
from domain.cases.states import CaseState
from domain.cases.tracking_code import new_code
from domain.reading import classify
from domain.reading.emergency import services
from storage.cases import submissions
from storage.cases.submissions import NewCase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.cases.record import Recorded
    from actions.files import NewFile
    from actions.seat import Seat
    from domain.cases.kinds import SubmissionKind
    from storage.engine.transaction import Transaction

PURPOSE = "submission"
"""The purpose that the consent is stored under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A resident's report; fields that they did not fill are empty."""

    kind: SubmissionKind
    words: str = ""
    hamlet_id: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    on_behalf: bool = False
    author_name: str = ""
    author_consent: str = ""
    head_only: bool = False
    """The resident says that it is about an official's conduct. Their words are searched, too."""
    urgent: bool = False
    """The resident says that somebody is in danger. Their words are searched, too."""
    released: bool = False
    """Its author said of sealed words that they are no denunciation."""


def file(seat: Seat, report: Report, files: Sequence[NewFile] = ()) -> Recorded:
    """File a report and send its card to the officers; stores the resident's consent.

    Raises `NotYours`, `NotFiledHere`, `NotAsked`, `NothingSaid`, `ReadsLikeDenunciation`;
    `NobodyReads` before anything is promised or stored that nobody may read.
    """
    permit(seat, Act.FILE)
    if not policy(report.kind).filed_in_chat:
        raise NotFiledHere(**seat.organisation.desk.placeholders())
    if report.on_behalf and not (report.author_name and report.author_consent):
        raise NotAsked
    if not report.words and not files:
        raise NothingSaid
    said = everything_said(files, report.words, report.place, report.author_name)
    if not report.released and classify.reads_like_denunciation(said):
        raise ReadsLikeDenunciation
    is_conduct = report.head_only or classify.names_official_conduct(said)
    if is_conduct and not readers_of_conduct(seat, said, seat.person.id):
        raise NobodyReads(**seat.organisation.province_desk.placeholders())
    days = clocks.at_filing(report.kind, seat.now, seat.organisation)
    new = NewCase(
        code=free_code(seat.tx),
        kind=report.kind,
        state=CaseState.RECEIVED,
        person_id=seat.person.id,
        channel=seat.person.channel,
        chat=seat.person.chat,
        language=seat.person.language,
        words=report.words,
        unit_id=unit_for(report.words, seat.organisation),
        received_at=seat.now,
        first_notice_due=days.first_notice_due,
        due_at=days.due_at,
        hamlet_id=report.hamlet_id,
        place=report.place,
        latitude=report.latitude,
        longitude=report.longitude,
        on_behalf=report.on_behalf,
        author_name=report.author_name,
        author_consent=report.author_consent,
        urgent=report.urgent or bool(services(said)),
        head_only=is_conduct,
    )
    consent.give(seat, PURPOSE)
    filed = record_new(seat, new, files)
    cards.announce(
        seat, filed.case, attached=filed.files, facts=CaseFacts(report.words, seat.person, None)
    )
    return filed


def free_code(tx: Transaction) -> str:
    """A new code that no case has."""
    while True:
        code = new_code()
        if submissions.by_code(tx, code) is None:
            return code
