"""The receipt after sending; `actions.cases.messages.receipts` edits it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.messages.receipts import buttons, follow
from domain.cases.tracking_code import format_code
from locales import _

if TYPE_CHECKING:
    from actions.cases.record import Recorded
    from handlers.chat.turn import Turn


def give(turn: Turn, sent: Recorded) -> None:
    """Reply when the resident's message is sent, and store the reply as its receipt."""
    code, at = format_code(sent.case.code), sent.notice_at
    rows = buttons(sent.event_id, sent.act) if turn.incoming.private else []
    if at is None:
        turn.say(
            _("Kept in {code}. The resident had their data erased: nobody is told."), code=code
        )
        return
    if at > turn.now:
        row = turn.say(
            _("Kept for {code}. It goes out {time}, after the quiet hours."),
            code=code,
            time=at,
            choices=rows,
            submission_id=sent.case.id,
        )
    else:
        row = turn.say(
            _("Sent for {code}. Here I show when it has arrived."),
            code=code,
            choices=rows,
            submission_id=sent.case.id,
        )
    follow(turn, sent, row)
