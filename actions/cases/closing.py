"""An answered case that nobody speaks of any more ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.cases import cards, notices
from domain.cases.states import CaseState
from handlers.resident import own_cases
from locales import _
from storage import audit
from storage.cases import submissions, worklist

if TYPE_CHECKING:
    from actions.notifier import Notifier

BATCH = 50


def end_answered(notifier: Notifier) -> None:
    """Close what was answered so many days ago without a word since, and ask how content they
    are."""
    days = notifier.organisation.reminders.confirm_days
    for case in worklist.answered_before(notifier.tx, notifier.now - timedelta(days=days), BATCH):
        after = submissions.change(
            notifier.tx, case, state=CaseState.CLOSED, closed_at=notifier.now
        )
        event_id = submissions.add_event(
            notifier.tx, case.id, act="state", at=notifier.now, from_state=case.state,
            to_state=CaseState.CLOSED,
        )  # fmt: skip
        audit.add(
            notifier.tx, actor=audit.SYSTEM, act="closed", subject=f"submission:{case.id}",
            now=notifier.now, before={"state": case.state}, after={"state": after.state},
        )  # fmt: skip
        notices.tell(
            notifier,
            after,
            event_id,
            _("{code} was answered {days} days ago, so it is ended now. If it is not done, choose "
              "“Not done”. How content are you with how it was handled? 1 not at all, 5 very."),
            days=days,
            choices=[own_cases.scores(after), [Button(_("Not done"), f"undone:{case.code}")]],
        )  # fmt: skip
        cards.refresh(notifier, after)
