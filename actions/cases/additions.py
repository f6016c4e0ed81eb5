"""A resident adds words or files to a case, or edits a message that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.cases.messages import cards
from actions.cases.messages.notices import WITHOUT_WORDS
from actions.cases.record import Happening, record
from actions.permit import permit
from domain.cases.acts import Act
from domain.cases.states import CaseState
from locales import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.cases.record import Recorded
    from actions.files import NewFile
    from actions.seat import Seat
    from storage.cases.submissions import Submission


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
    conduct; their words are searched, too. Raises `NotYours`, `NobodyReads`, `ReadsLikeDenunciation`.
    """
    permit(seat, Act.ADD, case)
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

    `message` is the service's id of the message. Raises `NotYours`.
    """
    permit(seat, Act.EDIT, case)
    happening = Happening(words=words, detail={"message": message})
    edited = record(seat, case, Act.EDIT, happening)
    cards.tell_handlers(
        seat, edited.case, _("{code}: the resident changed their words: {body}"), body=words
    )
    return edited
