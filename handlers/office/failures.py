"""Messages that were given up, and updates that failed; an administrator retries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions import taps
from actions.buttons import Button
from actions.messages import failures
from domain.cases.tracking_code import format_code
from domain.people.roles import Role
from handlers.chat.router import Command, Subject
from handlers.chat.tap_number import tap_number
from locales import _, _n
from storage.cases import submissions
from storage.messages import outbox
from storage.updates import failed_updates

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

MOST = 10
ADMINS = frozenset({Role.ADMIN})


def failed(turn: Turn, _argument: str) -> None:
    """`/thuloi`: list the failures with channel and reason, never with their words."""
    letters = list(outbox.dead_letters(turn.tx, MOST))
    bad = failed_updates.newest(turn.tx, MOST)
    if not letters and not bad:
        turn.say(_("Nothing failed."))
        return
    lines, rows = [], []
    if letters:
        lines.append(turn.text(_("<b>Messages that were given up</b>, newest first:")))
    for letter in letters:
        case = submissions.by_id(turn.tx, letter.submission_id) if letter.submission_id else None
        lines.append(
            turn.text(
                _("{number} · {time} · {code} · {error}"),
                number=str(letter.id),
                time=letter.created_at,
                code=format_code(case.code) if case else "–",
                error=letter.error[:100],
            )
        )
        label = turn.text(_("Send {number} again"), number=str(letter.id))
        rows.append([Button(label, f"{taps.RESEND}:{letter.id}")])
    if len(letters) > 1:
        rows.append([Button(_("Send all of them again"), taps.RESEND_ALL)])
    if bad:
        lines.append(
            turn.text(_("<b>Messages I could not handle</b>; their senders got an apology:"))
        )
    for one in bad:
        lines.append(
            turn.text(
                _("{number} · {time} · {error}"), number=str(one.id), time=one.at, error=one.error
            )
        )
        if one.can_run:
            label = turn.text(_("Handle {number} again"), number=str(one.id))
            rows.append([Button(label, f"{taps.RERUN}:{one.id}")])
    turn.say_plainly("\n".join(lines), choices=rows)


def resend(turn: Turn, argument: str) -> None:
    """Have one of them sent again."""
    _resend(turn, tap_number(argument))


def resend_all(turn: Turn, _argument: str) -> None:
    """Have all of them sent again."""
    _resend(turn, None)


def _resend(turn: Turn, row_id: int | None) -> None:
    count = failures.resend(turn.desk, row_id)
    turn.say(
        _n("{count} message will be sent again.", "{count} messages will be sent again."),
        count=count,
    )


def rerun(turn: Turn, argument: str) -> None:
    """Have a message handled once more, as if it came now."""
    failures.rerun(turn.desk, tap_number(argument))
    turn.say(_("It is handled again within a moment."))


subject = Subject(
    "failures",
    commands=(
        Command(("thuloi", "failed"), failed, _("What could not be delivered"), roles=ADMINS),
    ),
    actions={
        taps.RESEND: (resend, ADMINS),
        taps.RESEND_ALL: (resend_all, ADMINS),
        taps.RERUN: (rerun, ADMINS),
    },
)
