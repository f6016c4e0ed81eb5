"""Show the digest, and remind colleagues of the cases in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.reports.digest import Remind, message, see
from actions.reports.reminders import remind_now
from domain.cases.acts import Act
from domain.people.permissions import roles_for
from handlers.chat.router import Command, Subject
from handlers.chat.taps import on
from locales import _, _n

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


def digest(turn: Turn, _argument: str) -> None:
    """`/homnay`: show the digest now."""
    html, rows = message(see(turn.desk), turn.language)
    turn.say_plainly(html, choices=rows)


def remind(turn: Turn, tap: Remind) -> None:
    """Remind the handlers of the cases in this part, each of them once."""
    count = remind_now(turn.desk, tap.part)
    turn.say(_n("{count} official is reminded.", "{count} officials are reminded."), count=count)


subject = Subject(
    "digest",
    commands=(
        Command(
            ("homnay", "today"),
            digest,
            _("What is overdue, due today, untaken"),
            roles=roles_for(Act.SEE_DIGEST),
        ),
    ),
    taps=(on(Remind, remind, roles_for(Act.REMIND)),),
)
