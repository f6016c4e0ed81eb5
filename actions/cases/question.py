"""An official asks a case's resident for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.answer import from_organisation
from actions.cases.messages.card_texts import SETTLED
from actions.cases.messages.notices import Notice
from actions.cases.record import Happening, record
from actions.permit import permit
from actions.refusals import NothingSaid, Settled
from domain.cases.acts import Act
from domain.cases.states import CaseState, is_lawful
from domain.cases.tracking_code import format_code
from locales import _

if TYPE_CHECKING:
    from actions.cases.record import Recorded
    from actions.desk import Desk
    from storage.cases.submissions import Submission


def _ways_to_answer(case: Submission) -> list[list[Button]]:
    return [
        [Button(_("Write"), case_taps.Add(case.code))],
        [Button(_("See this case"), case_taps.See(case.code))],
    ]


ASKED = Notice(
    _("<b>{code}</b>: {organisation} asks you:\n\n{body}\n\nJust write your answer here."),
    _ways_to_answer,
    from_organisation,
)


def ask(desk: Desk, case: Submission, words: str, *, seen: int | None) -> Recorded:
    """Ask the resident; what they write next is offered to this case.

    Raises `NotYours`, `Stale`, `Settled`, `NothingSaid`.
    """
    permit(desk, Act.ASK, case, seen=seen)
    if case.state in SETTLED:
        raise Settled(code=format_code(case.code))
    if not words.strip():
        raise NothingSaid
    waits = is_lawful(CaseState(case.state), CaseState.NEEDS_INFO)
    return record(
        desk,
        case,
        Act.ASK,
        Happening(words=words, notice=ASKED),
        to=CaseState.NEEDS_INFO if waits else None,
        asked_at=desk.now,
        assignee_id=case.assignee_id or desk.official.id,
    )
