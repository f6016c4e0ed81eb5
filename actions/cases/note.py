"""A note among officials: in the case's history, out of its resident's sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.record import Happening, record
from actions.permit import permit
from actions.refusals import NothingSaid
from domain.cases.acts import Act

if TYPE_CHECKING:
    from actions.cases.record import Recorded
    from actions.desk import Desk
    from storage.cases.submissions import Submission


def note(desk: Desk, case: Submission, words: str) -> Recorded:
    """Store a note for officials on a case. Raises `NotYours`, `NothingSaid`."""
    permit(desk, Act.NOTE, case)
    if not words.strip():
        raise NothingSaid
    return record(desk, case, Act.NOTE, Happening(words=words, public=False))
