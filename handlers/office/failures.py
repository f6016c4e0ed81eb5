"""Messages that were given up, and updates that failed; an administrator retries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.messages import failures
from actions.taps import Tap
from domain.cases.acts import Act
from domain.cases.tracking_code import format_code
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from locales import _, _n
from storage.cases import submissions
from storage.messages import outbox
from storage.updates import failed_updates

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

MOST = 10


class Resend(Tap, name="resend"):
    """Queue a message again."""

    row_id: int


class ResendAll(Tap, name="resend:all"):
    """Queue all messages again."""


class Rerun(Tap, name="rerun"):
    """Handle a failed update again."""

    failed_id: int


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
        rows.append([Button(label, Resend(letter.id))])
    if len(letters) > 1:
        rows.append([Button(_("Send all of them again"), ResendAll())])
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
            rows.append([Button(label, Rerun(one.id))])
    turn.say_plainly("\n".join(lines), choices=rows)


def resend(turn: Turn, tap: Resend) -> None:
    """Queue one message again."""
    _resend(turn, tap.row_id)


def resend_all(turn: Turn, _tap: ResendAll) -> None:
    """Queue all messages again."""
    _resend(turn, None)


def _resend(turn: Turn, row_id: int | None) -> None:
    count = failures.resend(turn.desk, row_id)
    turn.say(
        _n("{count} message will be sent again.", "{count} messages will be sent again."),
        count=count,
    )


def rerun(turn: Turn, tap: Rerun) -> None:
    """Handle a failed update again."""
    failures.rerun(turn.desk, tap.failed_id)
    turn.say(_("It is handled again within a moment."))


subject = Subject(
    "failures",
    commands=(
        Command(
            ("thuloi", "failed"),
            failed,
            _("What could not be delivered"),
            roles=roles_for(Act.RESEND, Act.RERUN),
        ),
    ),
    taps=(
        on(Resend, resend, roles_for(Act.RESEND)),
        on(ResendAll, resend_all, roles_for(Act.RESEND)),
        on(Rerun, rerun, roles_for(Act.RERUN)),
    ),
)
