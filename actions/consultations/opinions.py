"""Give an opinion on a consultation; read the opinions, without names, as an official."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.cases.rereading import everything_said
from actions.files import store
from actions.people import consent
from actions.permit import permit
from actions.refusals import (
    NotAsked,
    NothingSaid,
    NotOpenYet,
    ReadsLikeDenunciation,
    SpeaksForMany,
)
from domain.cases.acts import Act
from domain.consultations.consultation_states import ConsultationState, is_late
from domain.consultations.stances import Stance
from domain.reading.classify import reads_like_denunciation
from domain.reading.normalise import fold
from storage.cases import files as stored_files
from storage.consultations import opinions
from storage.consultations.opinions import NewOpinion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.desk import Desk
    from actions.files import NewFile
    from actions.seat import Seat
    from storage.cases.files import File
    from storage.consultations.consultations import Consultation
    from storage.consultations.opinions import Opinion

PURPOSE = "opinion"
"""The purpose that the consent is stored under."""
MOST_FOR_OTHERS = 10
"""People for whom one person can give an opinion on one consultation."""
PAGE = 5
"""Opinions on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """An opinion to be stored, of the sender or of somebody they speak for."""

    stance: Stance
    words: str = ""
    on_behalf: bool = False
    author_name: str = ""
    author_consent: str = ""
    """How the author consented; required with `on_behalf`."""


@dataclass(frozen=True, slots=True)
class Opined:
    """The stored opinion."""

    code: str
    late: bool
    """It was sent after the closing: it is stored, and counted separately."""


@dataclass(frozen=True, slots=True)
class OpinionView:
    """An opinion as officials read it."""

    id: int
    code: str
    stance: Stance
    words: str
    late: bool
    on_behalf: bool
    file_count: int


@dataclass(frozen=True, slots=True)
class OpinionPage:
    """One page of opinions that have words or files, oldest first."""

    opinions: tuple[OpinionView, ...]
    more: bool
    """There is a next page."""


def opine(
    seat: Seat,
    consultation: Consultation,
    contribution: Contribution,
    files: Sequence[NewFile] = (),
) -> Opined:
    """Store an opinion and the sender's consent.

    It replaces an earlier opinion of the same author; a late one does not replace one in time.

    Raises `NotYourRole`, `NotOpenYet`, `NotAsked`, `NothingSaid`, `SpeaksForMany`,
    `ReadsLikeDenunciation`.
    """
    permit(seat, Act.OPINE)
    if consultation.state == ConsultationState.SCHEDULED:
        day = seat.organisation.local(consultation.opens_at).date()
        raise NotOpenYet(title=consultation.title, day=day)
    if contribution.on_behalf and not (contribution.author_name and contribution.author_consent):
        raise NotAsked
    if contribution.on_behalf:
        _ensure_few(seat, consultation, contribution.author_name)
    if contribution.stance is Stance.OWN_WORDS and not contribution.words and not files:
        raise NothingSaid
    said = everything_said(files, contribution.words, contribution.author_name)
    if reads_like_denunciation(said):
        raise ReadsLikeDenunciation
    if not consent.has_given(seat, PURPOSE):
        consent.give(seat, PURPOSE)
    late = is_late(consultation.state, consultation.closes_at, seat.now)
    stored = store(seat, files, person_id=seat.person.id)
    code = opinions.record(
        seat.tx,
        NewOpinion(
            consultation_id=consultation.id,
            person_id=seat.person.id,
            stance=contribution.stance,
            words=contribution.words,
            language=seat.person.language,
            channel=seat.person.channel,
            chat=seat.person.chat,
            late=late,
            at=seat.now,
            on_behalf=contribution.on_behalf,
            author_name=contribution.author_name,
            author_consent=contribution.author_consent,
        ),
        [file.id for file in stored],
    )
    seat.log(Act.OPINE, f"consultation:{consultation.id}")
    return Opined(code, late)


def _ensure_few(seat: Seat, consultation: Consultation, author: str) -> None:
    """Raise `SpeaksForMany` if the person would speak for more than `MOST_FOR_OTHERS` people."""
    authors = opinions.authors_of(seat.tx, consultation.id, seat.person.id)
    if len(authors | {fold(author)}) > MOST_FOR_OTHERS:
        raise SpeaksForMany(count=MOST_FOR_OTHERS, **seat.organisation.desk.placeholders())


def read_opinions(desk: Desk, consultation: Consultation, *, offset: int = 0) -> OpinionPage:
    """A page of opinions with words or files, from `offset` on. Raises `NotYourRole`."""
    permit(desk, Act.READ_OPINIONS, consultation)
    found = opinions.page(desk.tx, consultation.id, offset=offset, limit=PAGE + 1)
    if found:
        desk.log(Act.READ_OPINIONS, f"consultation:{consultation.id}")
    shown = tuple(_view(desk, one) for one in found[:PAGE])
    return OpinionPage(shown, more=len(found) > PAGE)


def _view(desk: Desk, one: Opinion) -> OpinionView:
    return OpinionView(
        id=one.id,
        code=one.code,
        stance=Stance(one.stance),
        words=one.body,
        late=one.late,
        on_behalf=one.on_behalf,
        file_count=len(opinions.files_of(desk.tx, one.id)),
    )


def hear_opinion(desk: Desk, opinion_id: int) -> list[File]:
    """The files of an opinion. Logged, because a voice can identify its speaker.

    Raises `NotYourRole`.
    """
    permit(desk, Act.HEAR_OPINION, opinions.consultation_of(desk.tx, opinion_id))
    desk.log(Act.HEAR_OPINION, f"opinion:{opinion_id}")
    found = [
        stored_files.by_id(desk.tx, file_id) for file_id in opinions.files_of(desk.tx, opinion_id)
    ]
    return [file for file in found if file is not None]
