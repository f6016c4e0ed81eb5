"""An official answers a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.messages import texts
from actions.cases.messages.notices import Notice
from actions.cases.record import Happening, record
from actions.permit import permit
from actions.refusals import CannotAnswer, NothingSaid
from domain.cases.acts import Act
from domain.cases.states import CaseState, is_lawful
from domain.cases.tracking_code import format_code
from locales import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.cases.record import Recorded
    from actions.desk import Desk
    from actions.files import NewFile
    from actions.notifier import Notifier
    from storage.cases.submissions import Submission
    from storage.people.people import Person


def after_answer(case: Submission) -> list[list[Button]]:
    """The buttons under an answer: done, not done, see the case."""
    return [
        [
            Button(_("Done"), case_taps.Done(case.code)),
            Button(_("Not done"), case_taps.NotDone(case.code)),
        ],
        [Button(_("See this case"), case_taps.See(case.code))],
    ]


def from_organisation(notifier: Notifier, _case: Submission, _resident: Person) -> dict[str, str]:
    """The value for `{organisation}` in the notice."""
    return {"organisation": notifier.organisation.name}


ANSWERED = Notice(
    _("<b>Answer to {code}</b> from {organisation}:\n\n{body}"), after_answer, from_organisation
)


def can_answer(case: Submission) -> bool:
    """Whether an answer is lawful now; an answered case may be answered again."""
    state = CaseState(case.state)
    return state is CaseState.ANSWERED or is_lawful(state, CaseState.ANSWERED)


def answer(
    desk: Desk,
    case: Submission,
    words: str,
    files: Sequence[NewFile] = (),
    *,
    seen: int | None,
) -> Recorded:
    """Answer a case: its resident gets one message.

    A case without a handler is assigned to the official who answers. `seen` is the version of the
    case that the official saw; None skips the check.

    Raises `NotYours`, `Stale`, `CannotAnswer`, `NothingSaid`.
    """
    permit(desk, Act.ANSWER, case, seen=seen)
    if not can_answer(case):
        raise CannotAnswer(code=format_code(case.code), state=texts.STATES[case.state])
    if not words.strip() and not files:
        raise NothingSaid
    return record(
        desk,
        case,
        Act.ANSWER,
        Happening(words=words, files=files, notice=ANSWERED),
        to=CaseState.ANSWERED,
        answered_at=desk.now,
        closed_at=None,
        assignee_id=case.assignee_id or desk.official.id,
        asked_at=None,
    )
