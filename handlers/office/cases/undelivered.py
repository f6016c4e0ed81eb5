"""Messages that wait for somebody who cannot be reached, with words to bring them another way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from actions.buttons import Button
from domain.cases.tracking_code import format_code
from domain.messages.quota import ParkReason
from domain.people.roles import READS_CASES
from handlers.chat.router import Command, Subject
from handlers.office.cases import casework
from locales import Markup, Text, _
from storage.cases import submissions
from storage.messages import outbox_states, reachability, template_messages, undelivered
from storage.people import people

if TYPE_CHECKING:
    from typing import Any

    from handlers.chat.turn import Turn
    from storage.cases.submissions import Submission

MOST = 8
LATE = timedelta(hours=1)
"""What was due so long ago and did not go out is told otherwise, if it is urgent."""
LOOKED_AT = 200
"""Of the newest, among which those that this official may see are looked for."""
WHY: dict[str, Text] = {
    reachability.BLOCKED: _("the resident stopped the bot"),
    ParkReason.WINDOW: _("the resident has not written for long, the service allows no message"),
    ParkReason.COSTS: _("the resident has not written for two days, a message would cost money"),
    ParkReason.QUOTA: _("the service's allowance of messages is used up"),
    ParkReason.SHARE: _("enough was paid this month for messages to this resident"),
}
NOT_TAKEN: dict[str, Text] = {
    "waiting": _("the messenger takes nothing from us now; it goes out when it does again"),
    "dead": _("the messenger did not take it; it does not go out any more"),
}


def waiting(turn: Turn, _argument: str) -> None:
    """`/chuaden`: which cases have news that their resident does not get, and why."""
    found = _mine(turn)[:MOST]
    if not found:
        turn.say(_("Nobody waits for a message that cannot be brought."))
        return
    lines = [turn.text(_("<b>Not brought yet</b>: it goes out by itself when they write."))]
    rows = []
    for row, case in found:
        code = format_code(case.code)
        why = NOT_TAKEN.get(row.state) or WHY.get(row.error, WHY[ParkReason.WINDOW])
        lines.append(
            turn.text(_("{code} · {time} · {why}"), code=code, time=row.created_at, why=why)
        )
        nudge = template_messages.latest(turn.tx, row.channel, row.chat)
        if nudge is not None and nudge.sent_at is not None:
            lines.append(turn.text(_("↳ asked to write: {time}"), time=nudge.sent_at))
        label = turn.text(_("Words for {code}"), code=code)
        rows.append([Button(label, f"unreached:{row.id}")])
    turn.say_plainly("\n".join(lines), choices=rows)


def words(turn: Turn, argument: str) -> None:
    """What the message says, to be told by telephone or in person."""
    for row, case in _mine(turn):
        if str(row.id) == argument:
            person = people.by_id(turn.tx, case.person_id) if case.person_id else None
            phone = person.phone if person else ""
            turn.log("read out", f"submission:{case.id}")
            turn.say(
                _("To the resident of {code} ({phone}), by telephone or in person:\n\n{words}"),
                code=format_code(case.code), phone=phone or turn.text(_("no number")),
                words=Markup(row.words), submission_id=case.id,
                choices=[[Button(_("I have told them"), f"told:{row.id}")]],
            )  # fmt: skip
            return
    turn.say(_("That has arrived meanwhile, or is not yours to handle."))


def told(turn: Turn, argument: str) -> None:
    """The resident heard it another way: the message does not go out any more."""
    for row, case in _mine(turn):
        if str(row.id) == argument:
            outbox_states.mark_told(turn.tx, row.id)
            turn.log("told otherwise", f"submission:{case.id}")
            turn.say(_("Noted: {code} was told another way."), code=format_code(case.code))
            return
    turn.say(_("That has arrived meanwhile, or is not yours to handle."))


def _mine(turn: Turn) -> list[tuple[Any, Submission]]:
    """Each message with a case of it; one that also speaks of a case that is not theirs is not."""
    found: dict[int, tuple[Any, Submission]] = {}
    hidden = set()
    rows = undelivered.newest(
        turn.tx, LOOKED_AT, channels=turn.commune.channels, due_before=turn.now - LATE
    )
    for row in rows:
        case = submissions.by_id(turn.tx, row.submission_id)
        if case is None or not casework.sees(turn, case):
            hidden.add(row.id)
        else:
            found.setdefault(row.id, (row, case))
    return [one for row_id, one in found.items() if row_id not in hidden]


subject = Subject(
    "unreached",
    commands=(
        Command(
            ("chuaden", "unreached"), waiting, _("Messages that could not be brought"),
            roles=READS_CASES,
        ),
    ),
    actions={"unreached": (words, READS_CASES), "told": (told, READS_CASES)},
)  # fmt: skip
