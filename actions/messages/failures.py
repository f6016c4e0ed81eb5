"""Retry by hand: messages that were given up, and updates that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.permit import permit
from actions.refusals import Gone
from domain.cases.acts import Act
from storage.messages import outbox_states
from storage.updates import failed_updates

if TYPE_CHECKING:
    from actions.desk import Desk


def resend(desk: Desk, row_id: int | None) -> int:
    """Queue one dead letter again, or all of them (None); returns the number.

    Raises `NotYourRole`.
    """
    permit(desk, Act.RESEND)
    count = outbox_states.resend(desk.tx, row_id, desk.now)
    subject = f"outbox:{'all' if row_id is None else row_id}"
    desk.log(Act.RESEND, subject, after={"count": count})
    return count


def rerun(desk: Desk, failed_id: int) -> None:
    """Handle a failed update again, as if it came now. Raises `NotYourRole`, `Gone`."""
    permit(desk, Act.RERUN)
    if not failed_updates.run_again(desk.tx, failed_id, desk.now):
        raise Gone
    desk.log(Act.RERUN, f"failed:{failed_id}")
