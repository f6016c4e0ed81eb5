"""Change the state of a case: only by lawful steps, and with a notice to the resident."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from actions.buttons import Button
from actions.cases import case_taps
from actions.cases.messages import notices, texts
from actions.cases.messages.notices import Notice
from actions.cases.record import Happening, record
from actions.permit import permit
from actions.refusals import LacksReason, NotLater, NotPossible, Unlawful
from domain.cases import clocks
from domain.cases.acts import Act
from domain.cases.states import NEEDS_REASON, CaseState, is_lawful
from domain.cases.tracking_code import format_code
from locales import Text, _
from storage.cases import worklist

if TYPE_CHECKING:
    from datetime import date

    from actions.cases.record import Recorded
    from actions.desk import Desk
    from actions.notifier import Notifier
    from storage.cases.submissions import Submission
    from storage.people.people import Person

BATCH = 50
BY_AN_ACT_OF_ITS_OWN = frozenset({CaseState.ANSWERED, CaseState.NEEDS_INFO})
"""States that only an answer or a question sets: they change more than the state."""
S = CaseState

NOTICES: dict[CaseState, Text] = {
    S.TRIAGE: _("{code}: it takes more time to decide whether it is taken up. {body}"),
    S.ACCEPTED: _("{code} is taken up. {due} {body}"),
    S.IN_PROGRESS: _("{code} is being worked on. {body}"),
    S.EXTENDED: _("{code} takes longer. {due}\nThe reason: {body}"),
    S.SUSPENDED: _("{code} is paused.\nThe reason: {body}"),
    S.TRANSFERRED: _("{code} was passed on to the authority in charge: {body}"),
    S.REJECTED: _(
        "{code} is not taken up.\nThe reason: {body}\nIf you disagree or want to ask: {phone}, or "
        "choose “Not done”."
    ),
    S.WITHDRAWN: _("{code} is withdrawn, as you wished. {body}"),
    S.CLOSED: _("{code} is ended. {body}"),
    S.REOPENED: _("{code} is open again. {body}"),
}
"""The notices by state; a state that is not listed is sent by its name."""
BY_NAME = _("{code}: {state}. {body}")


def scores(case: Submission) -> list[Button]:
    """A row of buttons for the score, 1 to 5."""
    return [Button(f"{n}", case_taps.Rate(case.code, n)) for n in range(1, 6)]


def _buttons(case: Submission) -> list[list[Button]]:
    see = [Button(_("See this case"), case_taps.See(case.code))]
    if case.state in (S.REJECTED, S.TRANSFERRED):
        return [[Button(_("Not done"), case_taps.NotDone(case.code))], see]
    if case.state == S.CLOSED:
        return [scores(case), see]
    return [see]


def _values(notifier: Notifier, case: Submission, resident: Person) -> dict[str, Any]:
    return {
        "state": texts.STATES[case.state],
        "due": notices.due(notifier, case, resident),
        "phone": notifier.organisation.desk.phone,
    }


def may_become(case: Submission, to: CaseState) -> bool:
    """Whether the case may go to this state by law."""
    return is_lawful(CaseState(case.state), to, accepted=case.is_accepted)


def change_state(
    desk: Desk,
    case: Submission,
    to: CaseState,
    *,
    reason: str = "",
    until: date | None = None,
    seen: int | None,
) -> Recorded:
    """Set the state and its clocks, and notify the resident.

    The resident reads `reason`. `until` is the last local day of an extension. Raises
    `NotYours`, `Stale`, `Unlawful`, `LacksReason`, `NotLater`, `NotPossible`.
    """
    permit(desk, Act.CHANGE_STATE, case, seen=seen)
    if to in BY_AN_ACT_OF_ITS_OWN or not may_become(case, to):
        raise Unlawful(code=format_code(case.code), state=texts.STATES[case.state])
    if to in NEEDS_REASON and not reason.strip():
        raise LacksReason
    if to is S.EXTENDED:
        if until is None or until <= desk.organisation.local(desk.now).date():
            raise NotLater
    elif until is not None:
        raise NotPossible
    notice = Notice(NOTICES.get(to, BY_NAME), _buttons, _values)
    return record(
        desk,
        case,
        Act.CHANGE_STATE,
        Happening(words=reason, notice=notice),
        to=to,
        **clocks.moved(case, to, desk.now, desk.organisation, until=until),
    )


def _ended_by_itself(case: Submission) -> list[list[Button]]:
    return [scores(case), [Button(_("Not done"), case_taps.NotDone(case.code))]]


def _days(notifier: Notifier, _case: Submission, _resident: Person) -> dict[str, Any]:
    return {"days": notifier.organisation.reminders.confirm_days}


ENDED_BY_ITSELF = Notice(
    _(
        "{code} was answered {days} days ago, so it is ended now. If it is not done, choose "
        "“Not done”. How content are you with how it was handled? 1 not at all, 5 very."
    ),
    _ended_by_itself,
    _days,
)


def end_answered(notifier: Notifier) -> None:
    """Job: close cases without a reply for some days after the answer, and ask for a score.

    The number of days is the organisation's.
    """
    days = notifier.organisation.reminders.confirm_days
    before = notifier.now - timedelta(days=days)
    for case in worklist.answered_before(notifier.tx, before, BATCH):
        record(
            notifier,
            case,
            Act.CHANGE_STATE,
            Happening(notice=ENDED_BY_ITSELF),
            to=S.CLOSED,
            **clocks.moved(case, S.CLOSED, notifier.now, notifier.organisation),
        )
