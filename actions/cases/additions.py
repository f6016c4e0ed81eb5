"""A resident adds words or files to a case, or edits a message that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.cases.messages import cards
from actions.cases.messages.notices import WITHOUT_WORDS
from actions.cases.record import Happening, record
from actions.permit import permit
from actions.refusals import CaseIsFull
from domain.cases.acts import Act
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from domain.reading import emergency
from locales import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.cases.record import Recorded
    from actions.files import NewFile
    from actions.seat import Seat
    from storage.cases.submissions import Submission


MOST_EVENTS = 300
"""Of a case to which its resident may add: each addition is read by officials, and shown with the rest."""


def _refuse_what_fits_no_more(case: Submission, words: str, *, danger: bool = False) -> None:
    """Raises `CaseIsFull`, except for a danger and for what an official asked for."""
    if case.version < MOST_EVENTS or case.asked_at is not None or danger:
        return
    if not emergency.services(words):
        raise CaseIsFull(code=format_code(case.code))


def add(
    seat: Seat,
    case: Submission,
    words: str,
    files: Sequence[NewFile] = (),
    *,
    danger: bool = False,
    conduct: bool = False,
) -> Recorded:
    """Add words and files to a case, and notify its officials.

    They count as the reply to an official's open question: a case that waited for it goes on.
    `danger`, `conduct`: the resident says that the files tell of a danger, or of an official's
    conduct; their words are searched, too. Raises `NotYours`, `CaseIsFull`, `NobodyReads`, `ReadsLikeDenunciation`.
    """
    permit(seat, Act.ADD, case)
    _refuse_what_fits_no_more(case, words, danger=danger)
    to: CaseState | None = None
    changes: dict[str, Any] = {}
    if case.asked_at is not None:
        changes["asked_at"] = None
        if case.state == CaseState.NEEDS_INFO:
            goes_on = case.assignee_id is not None and case.is_accepted
            to = CaseState.IN_PROGRESS if goes_on else CaseState.RECEIVED
    happening = Happening(words=words, files=files, is_danger=danger, is_conduct=conduct)
    added = record(seat, case, Act.ADD, happening, to=to, **changes)
    cards.tell_handlers(
        seat,
        added.case,
        _("{code}: the resident added: {body}"),
        files=added.files,
        body=words or WITHOUT_WORDS,
    )
    return added


def edit(seat: Seat, case: Submission, words: str, *, message: str) -> Recorded:
    """Store the new words of a message that the resident edited; the first ones stay.

    `message` is the service's id of the message. Raises `NotYours`, `CaseIsFull`.
    """
    permit(seat, Act.EDIT, case)
    _refuse_what_fits_no_more(case, words)
    happening = Happening(words=words, detail={"message": message})
    edited = record(seat, case, Act.EDIT, happening)
    cards.tell_handlers(
        seat, edited.case, _("{code}: the resident changed their words: {body}"), body=words
    )
    return edited
